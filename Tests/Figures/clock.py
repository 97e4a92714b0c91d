"""Local time, and the service time of calendars, in whole microseconds since 1970."""

import datetime
import zoneinfo

import numpy

SECOND = 1_000_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def instant(local: datetime.datetime, zone: str) -> int:
    """What a clock on the wall of that zone shows; the earlier instant of two, and what is skipped as PostgreSQL reads it."""
    aware = local.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    first, second = aware.utcoffset(), aware.replace(fold=1).utcoffset()
    # of an hour that comes twice, PostgreSQL takes the standard time; of one that is skipped, the offset before it
    offset = second if first > second else first
    return round((local - offset - EPOCH.replace(tzinfo=None)) / datetime.timedelta(microseconds=1))


def local(micros: int, zone: str) -> datetime.datetime:
    return (EPOCH + datetime.timedelta(microseconds=int(micros))).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)


def months_before(moment: datetime.datetime, months: int) -> datetime.datetime:
    index = moment.year * 12 + moment.month - 1 - months
    year, month = index // 12, index % 12 + 1
    last = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return moment.replace(year=year, month=month, day=min(moment.day, last))


class ServiceTime:
    """The open windows of a calendar, and how much of them lies before an instant."""

    def __init__(self, zone: str, hours: list[tuple[int, int, int]], closed: set[str]):
        opens, closes = [], []
        day = datetime.date(2015, 1, 1)
        while day < datetime.date(2041, 1, 1):
            if day.isoformat() not in closed:
                for weekday, start, end in sorted(hours):
                    if weekday == day.isoweekday():
                        midnight = datetime.datetime.combine(day, datetime.time())
                        opens.append(instant(midnight + datetime.timedelta(seconds=start), zone))
                        closes.append(instant(midnight + datetime.timedelta(seconds=end), zone))
            day += datetime.timedelta(days=1)
        self.opens = numpy.array(opens)
        self.lengths = numpy.array(closes) - self.opens
        self.before = numpy.concatenate([[0], numpy.cumsum(self.lengths)[:-1]])

    def until(self, instants) -> numpy.ndarray:
        at = numpy.asarray(instants, dtype=numpy.int64)
        index = numpy.searchsorted(self.opens, at, side="right") - 1
        return self.before[index] + numpy.minimum(at - self.opens[index], self.lengths[index])


def union(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(i for i in intervals if i[1] > i[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def common(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return union([(max(a, c), min(b, d)) for a, b in first for c, d in second if min(b, d) > max(a, c)])


def without(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    left = union(first)
    for start, end in second:
        left = [piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[1] > piece[0]]
    return left


def length(intervals: list[tuple[int, int]]) -> int:
    return sum(end - start for start, end in union(intervals))
