"""Tables of training and rating, one file for each aggregate."""

from readiness.models.rating import RatingPeriod, RatingScore
from readiness.models.training import Certificate, Course

__all__ = ["Certificate", "Course", "RatingPeriod", "RatingScore"]
