"""An evening as the rooms may know it: places and two-hour windows. Never a minute, an order or a crew's way."""
