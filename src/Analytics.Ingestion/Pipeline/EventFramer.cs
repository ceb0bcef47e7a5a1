using System.Numerics;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Events;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Pipeline;

/// <summary>
/// Finds where the events of a body begin and end, without judging them: the lines of NDJSON; the elements of an array, or objects one after the other, by
/// brackets and strings alone. So a bad event costs itself. A body needs <see cref="JsonText.Overread"/> readable bytes behind its end.
/// </summary>
internal static unsafe class EventFramer
{
    /// <summary>
    /// Adds the place of each event to <paramref name="frames"/>, and stops when there are more than <paramref name="most"/>; none when the body is empty or is no
    /// JSON of objects at all.
    /// </summary>
    public static void Frame(ReadOnlySpan<byte> body, bool isLines, int most, List<Utf8Slice> frames)
    {
        if (body.IsEmpty) return;
        fixed (byte* start = body)
        {
            var end = start + body.Length;
            var p = JsonText.SkipSpace(start, end);
            if (p >= end) return;
            if (isLines) FrameLines(p, end, start, most, frames);
            else if (*p == '[') FrameElements(p + 1, end, start, most, frames);
            else if (*p == '{') FrameObjects(p, end, start, most, frames);
            else if (StartsWithMark(p, end)) FrameLines(p, end, start, most, frames);
        }
    }

    private static bool StartsWithMark(byte* p, byte* end) => end - p > 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF;

    private static void FrameLines(byte* p, byte* end, byte* origin, int most, List<Utf8Slice> frames)
    {
        while (p < end && frames.Count <= most)
        {
            var length = new ReadOnlySpan<byte>(p, (int)(end - p)).IndexOf((byte)'\n');
            var lineEnd = length < 0 ? end : p + length;
            Add(p, lineEnd, origin, frames);
            p = lineEnd + 1;
        }
    }

    // One object, however it is laid out; or lines, when the first one is an object by itself; or objects one after the other.
    private static void FrameObjects(byte* p, byte* end, byte* origin, int most, List<Utf8Slice> frames)
    {
        var after = SkipValue(p, end);
        var rest = JsonText.SkipSpace(after, end);
        if (rest >= end)
        {
            Add(p, end, origin, frames);
            return;
        }

        var hasLineBreak = new ReadOnlySpan<byte>(p, (int)(after - p)).Contains((byte)'\n');
        if (!hasLineBreak)
        {
            FrameLines(p, end, origin, most, frames);
            return;
        }

        for (; p < end && frames.Count <= most; p = JsonText.SkipSpace(after, end))
        {
            after = SkipValue(p, end);
            if (after == p) after = end;
            Add(p, after, origin, frames);
        }
    }

    private static void FrameElements(byte* p, byte* end, byte* origin, int most, List<Utf8Slice> frames)
    {
        p = JsonText.SkipSpace(p, end);
        if (p < end && *p == ']' && JsonText.SkipSpace(p + 1, end) >= end) return;
        while (frames.Count <= most)
        {
            var after = SkipElement(p, end);
            AddElement(p, after, origin, frames);
            if (after >= end) return;
            if (*after == ']')
            {
                Add(after + 1, end, origin, frames);
                return;
            }

            p = after + 1;
        }
    }

    // An empty element ("[1,,2]") is an event that is not there: it gets its place and its refusal.
    private static void AddElement(byte* p, byte* end, byte* origin, List<Utf8Slice> frames)
    {
        var count = frames.Count;
        Add(p, end, origin, frames);
        if (frames.Count == count) frames.Add(new Utf8Slice((int)(p - origin), 0));
    }

    private static void Add(byte* p, byte* end, byte* origin, List<Utf8Slice> frames)
    {
        var text = new ReadOnlySpan<byte>(p, (int)Math.Max(0, end - p));
        var trimmed = text.Trim(" \t\r\n"u8);
        if (trimmed.IsEmpty) return;
        var first = JsonText.SkipSpace(p, end);
        frames.Add(new Utf8Slice((int)(first - origin), trimmed.Length));
    }

    /// <summary>The comma or bracket that ends an element of an array.</summary>
    private static byte* SkipElement(byte* p, byte* end)
    {
        while (true)
        {
            p = FindStructure(p, end, findCommas: true);
            if (p >= end || *p is (byte)',' or (byte)']') return p;
            if (*p == '"') p = SkipString(p, end);
            else p = *p is (byte)'{' or (byte)'[' ? SkipValue(p, end) : p + 1;
        }
    }

    /// <summary>The byte behind the bracket that closes the one at <paramref name="p"/>.</summary>
    private static byte* SkipValue(byte* p, byte* end)
    {
        var depth = 0;
        while (p < end)
        {
            p = FindStructure(p, end, findCommas: false);
            if (p >= end) return end;
            if (*p == '"')
            {
                p = SkipString(p, end);
                continue;
            }

            depth += (*p++ | 0x20) == '{' ? 1 : -1;
            if (depth <= 0) return p;
        }

        return end;
    }

    private static byte* SkipString(byte* p, byte* end)
    {
        for (p++; p < end; p += *p == '\\' ? 2 : 1)
        {
            p = JsonText.FindStringEnd(p, end);
            if (p >= end) return end;
            if (*p == '"') return p + 1;
        }

        return end;
    }

    // '[' and ']' are '{' and '}' without bit 5, so one comparison finds both.
    private static byte* FindStructure(byte* p, byte* end, bool findCommas)
    {
        var comma = Vector256.Create(findCommas ? (byte)',' : (byte)'"');
        for (; p < end; p += Vector256<byte>.Count)
        {
            var v = Vector256.Load(p);
            var folded = v | Vector256.Create((byte)0x20);
            var found = Vector256.Equals(folded, Vector256.Create((byte)'{')) | Vector256.Equals(folded, Vector256.Create((byte)'}')) |
                Vector256.Equals(v, Vector256.Create((byte)'"')) | Vector256.Equals(v, comma);
            var bits = found.ExtractMostSignificantBits();
            if (bits != 0) return p + BitOperations.TrailingZeroCount(bits);
        }

        return p;
    }
}
