"""Made-up names. They are built from auspicious letters and mean no real place."""

from __future__ import annotations

from itertools import product

_FIRST = "清和安云景瑞祥锦文星明晨春秋雅静嘉康宁泽沐澄澜溪"
_SECOND = "源岚庭苑禾枫桐榆棠荷芷兰竹松柏梧桥湾渚汀洲坪畔"
_KIND = ("小区", "新村", "花园", "苑", "坊", "家园", "公寓", "里")
SUBDISTRICT_NAMES = (
    "和溪街道", "云棠街道", "清渚街道", "锦梧街道", "景澜街道",
    "瑞荷街道", "星汀街道", "宁桐街道", "嘉禾桥街道", "沐枫镇",
)  # fmt: skip


def _estates() -> list[str]:
    stems = [a + b for a, b in product(_FIRST, _SECOND)]
    plain = [
        stem + _KIND[(i * 7 + i // 5 + turn * 3) % len(_KIND)] for turn in range(2) for i, stem in enumerate(stems)
    ]
    numbered = [f"{stem}{number}村" for stem in stems[::6] for number in ("一", "二", "三")]
    return [*plain, *numbered]


ESTATE_NAMES = _estates()
NEIGHBOURHOOD_NAMES = [f"{a}{b}居民区" for a, b in product(_SECOND, _FIRST)][:400:2]
