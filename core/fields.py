"""Look at a form field and say how its parts are drawn; the template only places them."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# The kind of a control by the class name of its field or widget, most particular first.
KINDS = {
    "JalaliDateField": "date",
    "JalaliDateInput": "date",
    "RialField": "money",
    "RialInput": "money",
    "OneTimeCodeField": "otp",
    "DigitsField": "digits",
    "RadioSelect": "radio",
    "CheckboxSelectMultiple": "checks",
    "CheckboxInput": "checkbox",
    "ClearableFileInput": "file",
    "FileInput": "file",
    "MultipleFileInput": "file",
    "SelectMultiple": "select",
    "Select": "select",
    "Textarea": "textarea",
    "PasswordInput": "password",
    "NumberInput": "number",
    "HiddenInput": "hidden",
}
# What a control of a kind tells the browser and our scripts.
TYPING: dict[str, dict[str, str]] = {
    "date": {"data-jalali": "", "autocomplete": "off", "inputmode": "text"},
    "money": {"data-money": "", "autocomplete": "off", "inputmode": "numeric"},
    "otp": {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "ltr"},
    "digits": {"inputmode": "numeric"},
    "number": {"inputmode": "numeric", "autocomplete": "off"},
}


def kind_of(bound: BoundField) -> str:
    """Return the kind of control: what `data-kind` says, or what the classes are."""
    said = bound.field.widget.attrs.get("data-kind")
    if said:
        return str(said)
    names = [cls.__name__ for cls in type(bound.field).__mro__]
    names += [cls.__name__ for cls in type(bound.field.widget).__mro__]
    return next((KINDS[name] for name in names if name in KINDS), "text")


def describe(bound: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Return the context of components/field.html for a bound field."""
    kind = kind_of(bound)
    if getattr(bound.field, "empty_label", None) == "---------":  # Django's own, says nothing
        setattr(bound.field, "empty_label", _("choose one"))  # noqa: B010
    name = bound.id_for_label or bound.auto_id or bound.html_name
    errors = list(bound.errors)
    lost = lost_files(bound) if not errors else []
    said = [
        *([f"{name}_help"] if options.get("help") or bound.help_text else []),
        *([f"{name}_hint"] if options.get("hint") else []),
        *([f"{name}_lost"] if lost else []),
        *([f"{name}_error"] if errors else []),
    ]
    attrs = _attributes(bound, kind, options, said, bool(errors))
    grouped = kind in {"radio", "checks"}
    return {
        "bound": bound,
        "kind": kind,
        "id": name,
        "label": options.get("label") or bound.label,
        "help": options.get("help") or bound.help_text,
        "hint": options.get("hint", ""),
        "errors": errors,
        "lost": lost,
        # The error counts the characters, so that the counter need not.
        "is_short": any(error.code == "min_length" for error in bound.errors.as_data()),
        "must": options.get("must", False),
        # Required on a condition, which its help or its error says.
        "optional": not bound.field.required
        and kind not in {"checkbox", "hidden"}
        and not getattr(bound.field, "is_awaited", False),
        "grid": options.get("grid", False),
        "src": options.get("src", ""),
        "row_icon": options.get("row_icon", ""),
        "least": options.get("min") or getattr(bound.field, "min_length", None) or "",
        "most": getattr(bound.field, "max_length", None) or "",
        "most_bytes": options.get("most_bytes") or getattr(settings, "EVIDENCE_MAX_BYTES", ""),
        "read_only": bound.field.disabled,
        "grouped": grouped,
        "choices": _choices(bound) if grouped else (),
        "described": " ".join(said),
        "control": SafeString("") if grouped else bound.as_widget(attrs=attrs),
    }


def lost_files(bound: BoundField) -> list[str]:
    """Return the names of files that came with a form which is shown again; they are not kept."""
    if (
        kind_of(bound) != "file"
        or getattr(bound.field, "is_kept", False)
        or not bound.form.is_bound
    ):
        return []
    files = bound.form.files
    found = files.getlist(bound.html_name) if hasattr(files, "getlist") else []
    return [str(file.name) for file in found]


def _attributes(
    bound: BoundField, kind: str, options: dict[str, Any], said: list[str], wrong: bool
) -> dict[str, Any]:
    attrs: dict[str, Any] = {
        key.replace("_", "-"): value for key, value in options.items() if key.startswith("data_")
    }
    if said:
        attrs["aria-describedby"] = " ".join(said)
    if wrong:
        attrs["aria-invalid"] = "true"
    widget = bound.field.widget
    attrs |= TYPING.get(kind, {})
    if kind == "number":
        # A browser's own number box drops Persian digits without a word.
        widget.input_type = "text"
    if kind == "date" and getattr(bound.field, "ahead", False):
        attrs["data-ahead"] = ""
    if kind == "date" and getattr(bound.field, "past_only", False):
        attrs["data-past"] = ""
    if options.get("src") or widget.attrs.get("data-src"):
        attrs |= {"data-combobox": "", "autocomplete": "off"}
        attrs.setdefault("data-src", options.get("src") or widget.attrs.get("data-src"))
    if kind == "textarea" and str(widget.attrs.get("rows")) == "10":
        attrs["rows"] = "4"  # Django's default is a whole page
    if options.get("autofocus"):
        attrs["autofocus"] = True
    return attrs


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    """
    Return the choices of a radio or checkbox group.

    The field may carry `hints`, `tones` and `grades`: mappings from a choice's value; `keys`; and
    `others`, the choices with which what is `data-when="other"` appears.
    """
    field: forms.Field = bound.field
    found: list[dict[str, Any]] = []
    for place, choice in enumerate(bound.subwidgets, start=1):
        value = str(choice.data["value"])
        if value == "" and not choice.data["selected"] and field.required:
            continue
        found.append(
            {
                "id": choice.id_for_label,
                "name": choice.data["name"],
                "type": choice.data["type"],
                "value": value,
                "label": choice.data["label"],
                "checked": choice.data["selected"],
                "hint": getattr(field, "hints", {}).get(value, ""),
                "tone": getattr(field, "tones", {}).get(value, ""),
                "grade": getattr(field, "grades", {}).get(value, ""),
                "is_other": value in getattr(field, "others", ()),
                "key": place if getattr(field, "keys", False) and place < 10 else "",
            }
        )
    return found
