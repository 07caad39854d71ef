"""The library that the template engine loads, and what all its files share."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()
NOTHING = SafeString("–")
