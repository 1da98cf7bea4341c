"""python -m booking.demo"""

import sys

from booking.demo.supervisor import main

sys.exit(main())
