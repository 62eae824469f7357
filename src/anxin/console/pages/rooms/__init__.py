"""Chat rooms: the register, the packs and their boards, what is posted by hand, and the page behind a room's link."""
