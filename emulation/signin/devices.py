"""What a browser calls itself, in words: "Chrome, Windows" out of a line nobody reads."""

from django.utils.translation import gettext as _

# The first that occurs wins: most browsers name others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Return the browser and the system, as far as they can be told."""
    found = [next((name for sign, name in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Unknown device")


def short_address(address: str) -> str:
    """Return the address without its last part: enough to tell places apart."""
    parts = address.split(".")
    if len(parts) == 4:
        return ".".join([*parts[:3], "…"])
    return ":".join([*address.split(":")[:3], "…"])
