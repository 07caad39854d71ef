"""Which office plays in which story, and what it needs for that; also read by the desk."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plot:
    """
    What a story asks of its office.

    `licence_left` is how many days the licence still runs on the day of loading; `agencies` are
    the codes of those with which it has contracts.
    """

    number: int = 0
    rank: int = 0
    licence_left: int | None = None
    agencies: tuple[str, ...] = ()
    has_all_services: bool = False
    guarantee_left: int | None = None
    is_told: bool = field(default=True)


NOTHING = Plot(is_told=False)
USUAL = ("gaz", "bargh", "abfa", "post")
FEW = ("gaz", "bargh")

# The office of each story by its code, which is the same in every size.
CLEAN = "2401001"
OTHER_ADDRESS = "2401002"
OVERTURNED = "2401003"
ABOVE_QUOTA = "2401004"
DUPLICATES = "2401005"
DIRTY_TEXT = "2401006"
NEXT_REPORT = "2401007"
UNDER_NOTICE = "2401008"
TERMINATED = "2401009"
NOTICE_WAITING = "2401010"
ELAPSED = "2401011"
HOLIDAY = "2402001"
UNJUST = "2403001"
SILENT = "2404001"
NEW_HOLDER = "2405001"
OVERCHARGER = "2406001"
RENEWAL_BLOCKED = "2408001"
GUARANTEE = "2410001"
WITH_PERMIT = "2401501"
WITHOUT_PERMIT = "2406501"

PLOTS: dict[str, Plot] = {
    CLEAN: Plot(1, rank=1, licence_left=840, agencies=(*USUAL, "mokhaberat", "bimeh_salamat")),
    OVERCHARGER: Plot(2, rank=1, licence_left=700, agencies=USUAL),
    OTHER_ADDRESS: Plot(3, rank=2, licence_left=640, agencies=USUAL),
    SILENT: Plot(4, rank=1, licence_left=810, agencies=USUAL),
    UNJUST: Plot(5, rank=1, licence_left=560, agencies=USUAL),
    OVERTURNED: Plot(6, rank=1, licence_left=730, agencies=USUAL),
    RENEWAL_BLOCKED: Plot(7, rank=1, licence_left=84, agencies=USUAL),
    ABOVE_QUOTA: Plot(8, rank=2, licence_left=790, has_all_services=True),
    NEW_HOLDER: Plot(9, rank=1, licence_left=520, agencies=USUAL),
    DUPLICATES: Plot(10, rank=1, licence_left=610, agencies=USUAL),
    HOLIDAY: Plot(11, rank=2, licence_left=670, agencies=USUAL),
    DIRTY_TEXT: Plot(12, rank=1, licence_left=480, agencies=USUAL),
    WITH_PERMIT: Plot(13, rank=1, licence_left=440, agencies=("post", "bargh")),
    WITHOUT_PERMIT: Plot(13, rank=2, licence_left=450, agencies=("post", "gaz")),
    GUARANTEE: Plot(14, rank=1, licence_left=700, agencies=USUAL, guarantee_left=12),
    NEXT_REPORT: Plot(20, rank=1, licence_left=830, agencies=USUAL),
    UNDER_NOTICE: Plot(21, rank=2, licence_left=500, agencies=FEW),
    TERMINATED: Plot(22, rank=3, licence_left=390, agencies=FEW),
    NOTICE_WAITING: Plot(23, rank=2, licence_left=530, agencies=FEW),
    ELAPSED: Plot(24, rank=2, licence_left=540, agencies=FEW),
}
