"""The product's settings in a folder of the tests' own, on the database that the run asks for.

Made before Django loads, in the process that starts the run; its workers inherit the environment.
"""

import atexit
import os
import tempfile

os.environ.setdefault("ANXIN_SECRET_KEY", "a key for tests alone, long enough for every check 0123456789 abcdef")
os.environ.setdefault("ANXIN_PLAN_SECONDS", "1")
os.environ.pop("ANXIN_CONFIG", None)
if "ANXIN_TEST_HOME" not in os.environ:
    os.environ["ANXIN_TEST_HOME"] = tempfile.mkdtemp(prefix="anxin-tests-")
os.environ["ANXIN_HOME"] = os.environ["ANXIN_TEST_HOME"]
if os.environ.get("ANXIN_TEST_DATABASE") == "postgresql" and "ANXIN_DATABASE" not in os.environ:
    from postgresql import Server

    _server = Server()
    os.environ["ANXIN_DATABASE"] = _server.address
    atexit.register(_server.stop)

from anxin.console.settings import *  # noqa: F403

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the real one is tried in e2e
