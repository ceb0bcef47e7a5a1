using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// RFC 3339 text → microseconds since 1970. Also taken, because sources send them and they mean one thing only: a space or lower-case letters as
/// separators, no seconds, an offset without its colon, a date alone (midnight). More than six fraction digits are cut off. Keeps the day it saw
/// last, which is nearly always the next one's too. One thread at a time.
/// </summary>
internal sealed unsafe class TimeText
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Day = 24 * 60 * Minute;
    private const int CommonLength = 24;

    // From the day on: where T, the colons, the dot and Z stand, and where digits.
    private const uint Marks = 0b1000_1001_0010_0100;
    private const uint DigitsOfAll = 0xFFFF & ~Marks;

    // The day seen last, first of all 1970-01-01: nothing else may be taken for a day that was checked, ten bytes of 0 neither.
    private ulong _cachedHead = MemoryMarshal.Read<ulong>("1970-01-"u8);
    private ushort _cachedTail = MemoryMarshal.Read<ushort>("01"u8);
    private long _cachedDay;

    /// <summary>Reads a timestamp; false when it is none. Without an offset the result is local time and <paramref name="hasOffset"/> is false.</summary>
    public bool TryRead(byte* p, int length, out long micros, out bool hasOffset)
    {
        if (length == CommonLength && TryReadCommon(p, out micros)) return hasOffset = true;
        micros = 0;
        hasOffset = false;
        if (length < 10 || !TryReadDay(p, out var day)) return false;
        micros = day * Day;
        if (length == 10) return true;
        if (length < 16 || p[10] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;
        var end = p + length;
        p += 11;
        if (!TryReadClock(ref p, end, out var clock, out var leap)) return false;
        micros += clock;
        if (!TryReadOffset(p, end, out var offset, out hasOffset)) return false;
        micros -= offset;
        return !leap || IsEndOfUtcDay(micros);
    }

    // What JavaScript's toISOString and most other clients write, 2026-01-31T12:34:56.789Z, on the day seen last: all that follows the month is in one register. Everything else, what is wrong
    // included, is left to the reader of all forms.
    private bool TryReadCommon(byte* p, out long micros)
    {
        micros = 0;
        if (*(ulong*)p != _cachedHead || *(ushort*)(p + 8) != _cachedTail) return false;
        var text = Vector128.Load(p + 8);
        var digits = text - Vector128.Create((byte)'0');
        var isDigit = Vector128.LessThanOrEqual(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var isMark = Vector128.Equals(text, Vector128.Create("__T__:__:__.___Z"u8)).ExtractMostSignificantBits();
        if ((isDigit & ~Marks) != DigitsOfAll || (isMark & Marks) != Marks) return false;
        // Two digits each, hours to seconds, then hundreds with tens and the last digit of the milliseconds.
        int hour = Two(p + 11), minute = Two(p + 14), second = Two(p + 17);
        if (hour > 23 || minute > 59 || second > 59) return false;
        var milliseconds = (Two(p + 20) * 10) + (p[22] - '0');
        micros = (_cachedDay * Day) + (((hour * 60) + minute) * Minute) + (second * Second) + (milliseconds * 1_000L);
        return true;

        static int Two(byte* at) => (at[0] * 10) + at[1] - ('0' * 11);
    }

    // 23:59:60 was read as 24:00:00, so it is the first moment of a day when it is right.
    private static bool IsEndOfUtcDay(long micros) => (((micros % Day) + Day) % Day) < Second;

    private bool TryReadDay(byte* p, out long day)
    {
        day = _cachedDay;
        if (*(ulong*)p == _cachedHead && *(ushort*)(p + 8) == _cachedTail) return true;
        if (p[4] != '-' || p[7] != '-') return false;
        int century = Two(p), rest = Two(p + 2), month = Two(p + 5), date = Two(p + 8);
        if ((century | rest | month | date) < 0) return false;
        var year = (century * 100) + rest;
        if (month is < 1 or > 12 || date < 1 || date > DaysIn(year, month)) return false;
        day = DaysSinceEpoch(year, month, date);
        (_cachedHead, _cachedTail, _cachedDay) = (*(ulong*)p, *(ushort*)(p + 8), day);
        return true;
    }

    private static bool TryReadClock(ref byte* p, byte* end, out long clock, out bool leap)
    {
        clock = 0;
        leap = false;
        int hour = Two(p), minute = Two(p + 3), second = 0;
        if ((uint)hour > 23 || (uint)minute > 59 || p[2] != ':') return false;
        p += 5;
        if (p < end && *p == ':')
        {
            if (end - p < 3) return false;
            second = Two(p + 1);
            leap = second == 60;
            if (second is < 0 or > 60) return false;
            p += 3;
        }

        clock = (((hour * 60) + minute) * Minute) + (second * Second);
        return p >= end || *p != '.' || TryReadFraction(ref p, end, ref clock);
    }

    private static bool TryReadFraction(ref byte* p, byte* end, ref long clock)
    {
        var digits = ++p;
        for (var unit = Second / 10; p < end && JsonText.IsDigit(*p); p++, unit /= 10) clock += (*p - '0') * unit;
        return p > digits;
    }

    private static bool TryReadOffset(byte* p, byte* end, out long offset, out bool hasOffset)
    {
        offset = 0;
        hasOffset = p < end;
        if (!hasOffset) return true;
        if (*p is (byte)'Z' or (byte)'z') return p + 1 == end;
        if (*p is not ((byte)'+' or (byte)'-') || end - p is not (5 or 6)) return false;
        if (end - p == 6 && p[3] != ':') return false;
        int hours = Two(p + 1), minutes = Two(end - 2);
        if ((uint)hours > 23 || (uint)minutes > 59) return false;
        offset = ((hours * 60) + minutes) * Minute * (*p == '-' ? -1 : 1);
        return true;
    }

    private static int Two(byte* p)
    {
        int tens = p[0] - '0', ones = p[1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Howard Hinnant, days_from_civil; right for the year 0 too, which DateTime does not know.
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        if (month <= 2) year--;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * 146097L) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719468;
    }
}
