"""`python -m apthapi.cli` is `apthapi`."""

import sys

from apthapi.cli import main

sys.exit(main())
