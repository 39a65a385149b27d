"""The published scores of one commune's DTI 2025: 62 rows of 960 points, 787.84 claimed, 606.27 after appraisal.

Of rows 4.22.1 to 4.22.9 and of group 5 the source gives only the sums (9 × 20: 180, 89.5; 4 × 20: 80, 80); how they are
shared among their rows here is ours.
"""

from __future__ import annotations

from decimal import Decimal

PUBLISHED = """
1.1 7.04 10|1.2 7.51 10|1.3 9.92 10|1.4 5 0|1.5 10 10|1.6 10 0|1.7 10 10
2.1 15 15|2.2 0.38 0.38|2.3 20 20|2.4 6.47 0|2.5 10 0
3.1 20 20|3.2 20 20|3.3 20 20|3.4 20 14.52|3.5 10 10|3.6 10 10
4.1 20 17.14|4.2 20 20|4.3 20 20|4.4 10.98 10.98|4.5 20 20|4.6 10 10|4.7 0.05 0|4.8 0.05 0|4.9 0 0|4.10 10 10
4.11 9.96 9.96|4.12 10 10|4.13 10 10|4.14 8.03 0|4.15 10 10|4.16 10 10|4.17 10 10|4.18 10 10|4.19 9.83 9.83
4.20 7.57 7.57|4.21 9.96 9.96|4.22.1 20 20|4.22.2 20 20|4.22.3 20 20|4.22.4 20 20|4.22.5 20 9.5|4.22.6 20 0
4.22.7 20 0|4.22.8 20 0|4.22.9 20 0|4.22.10 26 26|4.22.11 20 0
5.1 20 20|5.2 20 20|5.3 20 20|5.4 20 20
6.1 9.64 0|6.2 4 10|6.3 1.02 0|6.4 7.1 0|6.5 5.98 0|6.6 10 5.43|6.7 6.35 10|6.8 10 0
"""


def published() -> dict[str, tuple[Decimal, Decimal]]:
    """(claimed, verified) by the code of the row."""
    rows = (cell.split() for line in PUBLISHED.strip().splitlines() for cell in line.split("|"))
    return {code: (Decimal(claimed), Decimal(verified)) for code, claimed, verified in rows}
