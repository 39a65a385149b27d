"""What each role may do to a case in each state, written down from the regulation, not from rules/lifecycle.py.

One line an act: the roles, and the states as letters. A case here holds everything that an act could ask for.

    R received · F forwarded · T returned · P in progress · I awaiting information · A awaiting approval
    S resolved · C closed · X refused · E referred · M merged
"""

from __future__ import annotations

from feedback.rules.lifecycle import Act
from feedback.terms import Role, State

LETTERS = {
    "R": State.RECEIVED, "F": State.FORWARDED, "T": State.RETURNED, "P": State.IN_PROGRESS, "I": State.AWAITING_INFO,
    "A": State.AWAITING_APPROVAL, "S": State.RESOLVED, "C": State.CLOSED, "X": State.REFUSED, "E": State.REFERRED,
    "M": State.MERGED,
}  # fmt: skip
WHO = {
    "citizen": Role.CITIZEN, "operator": Role.OPERATOR, "dispatcher": Role.DISPATCHER, "officer": Role.OFFICER,
    "leader": Role.AGENCY_LEADER, "city": Role.CITY_LEADER, "system": Role.SYSTEM,
}  # fmt: skip

WRITTEN = """
triage            operator dispatcher               R F T
classify          operator dispatcher system        R F T
locate            operator dispatcher system        R F T P I A
locate            officer leader                    F P I A
forward           dispatcher system                 R T
redirect          dispatcher                        F P
rule              city                              T
accept            officer leader                    F
return            officer leader                    F P
assign            officer leader                    F P I
note              operator dispatcher officer leader R F T P I A S C X E M
ask               officer leader                    P
receive_answer    citizen operator dispatcher       I
resume            officer leader system             I
invite            dispatcher officer leader         F P I
accept_part       officer leader                    F T P I A
assign_part       officer leader                    F T P I A
answer_part       officer leader                    F T P I A
return_part       officer leader                    F T P I A
end_part          dispatcher                        F T P I A
end_part          officer leader                    F P I A
hire              officer leader                    P I
submit_result     officer leader                    P
approve           leader                            A
send_back         leader                            A
ask_extension     officer leader                    P I
ask_for_short     dispatcher                        F P I A
grant_extension   dispatcher city                   F P I A
refuse_extension  dispatcher city                   F P I A
accept_short      dispatcher                        F P I A
publish           dispatcher                        S C
withhold          dispatcher                        S C
issue_letter      officer leader                    S C
close             dispatcher system                 S
rate              citizen operator                  S C
reissue_code      operator dispatcher               R F T P I A S C X E M
reopen            citizen operator dispatcher       S C
refuse            dispatcher                        R T
refer             dispatcher                        R F T
split             dispatcher                        R F T P
declare_incident  dispatcher                        R F T P I A
join              operator dispatcher               R
merge             dispatcher                        R F T P
unmerge           dispatcher                        M
take_over         system                            F P I A
unplace           system                            F P I A
"""

BECOMES = {
    "forward": "F", "redirect": "F", "rule": "F", "accept": "P", "return": "T", "ask": "I", "receive_answer": "P",
    "resume": "P", "submit_result": "A", "approve": "S", "send_back": "P", "close": "C", "reopen": "F", "refuse": "X",
    "refer": "E", "join": "M", "merge": "M", "unmerge": "R",
    "unplace": "R",
}  # fmt: skip


def allowed() -> set[tuple[Act, Role, State]]:
    """Every triple that is written above; whatever is not there must be refused."""
    found = set()
    for line in WRITTEN.split("\n"):
        act, *rest = line.split() or [""]
        roles = [WHO[word] for word in rest if word in WHO]
        states = [LETTERS[word] for word in rest if word in LETTERS]
        found |= {(Act(act), role, state) for role in roles for state in states if act}
    return found


def becomes(act: Act, state: State) -> State:
    """The state after an act on a case in this state."""
    letter = BECOMES.get(act.value)
    return LETTERS[letter] if letter else state
