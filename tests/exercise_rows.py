"""Rows of the tables in the documents, as the scripts say them."""

from __future__ import annotations

from balance.protocol.exercise.regimens import Regimen
from balance.protocol.exercise.scripts import Dose, Script, Tier


def tier_row(script: Script, tier: Tier) -> str:
    return f"| {script.title} | {tier.name} | {dose_words(tier.dose)} | {tier.source} |"


def dose_words(dose: Dose) -> str:
    said = [f"{dose.sets} x {dose.repetitions}"]
    if dose.hold_s:
        said.append(f"{dose.hold_s:g} s each")
    if dose.tempo_s:
        said.append(f"{dose.up_s:g} s up, {dose.top_s:g} s at the top, {dose.down_s:g} s down")
    if dose.rest_s:
        said.append(f"{dose.rest_s:g} s of rest")
    if dose.set_rest_s and dose.sets > 1:
        said.append(f"{dose.set_rest_s:g} s between sets")
    return ", ".join(said)


def plan_row(regimen: Regimen) -> str:
    week = regimen.week
    return f"| {regimen.title} | {week.home} + {week.supervised} | {regimen.source} |"


def named_row(script: Script) -> str:
    assert script.scoring is not None
    stop = "; ".join(script.scoring.stop)
    return f"| {script.title} | `{script.key}` | {script.scoring.rule} | {stop} | {script.source} |"
