"""`python -m noticegen`."""

from noticegen.cli import main

if __name__ == "__main__":
    main()
