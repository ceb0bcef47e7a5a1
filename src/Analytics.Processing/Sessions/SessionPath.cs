using Analytics.Processing.State;

namespace Analytics.Processing.Sessions;

/// <summary>
/// Keeps the first steps of a session (fifty, by default) in their order, and the last one of all, the exit. Steps never go away and never change, so the smallest and the largest of
/// everything seen are right however the events arrive and sessions merge. A path lies in memory as it is stored, one run of bytes (see <see cref="PathReader"/>): a checkpoint copies it, and events that
/// come in their order are put behind it. The exit is the last step, or, when the path is full, a text behind it.
/// </summary>
public static class SessionPath
{
    private const int MostBytesOfStep = StateWriter.MostVarintBytes + 1 + PageAddress.MostBytes;

    /// <summary>Most bytes of a path with its exit.</summary>
    public const int MostBytes = (SessionState.MostSteps + 1) * MostBytesOfStep;

    /// <summary>Adds a step and stretches the end of the session to it.</summary>
    public static void Add(ref SessionState session, long order, ReadOnlySpan<byte> text, SessionPools pools)
    {
        var isFull = IsFull(session, pools);
        if (session.PathCount > 0 && IsBeforeExit(session, order, text, pools))
        {
            Insert(ref session, order, text, isFull, pools);
            return;
        }

        int end = session.PathEnd;
        var writer = new StateWriter(Room(ref session, end + MostBytesOfStep - PageAddress.MostBytes + text.Length, pools)[end..]);
        if (!isFull)
        {
            writer.Varint((ulong)(order - (session.PathCount == 0 ? StepOrder.Of(session.Start, (byte)0) : StepOrder.Of(session.End, session.ExitRank))));
            session.PathCount++;
        }

        session.ExitAt = (ushort)(end + writer.Position);
        writer.ShortText(text);
        if (!isFull) session.PathEnd = (ushort)(end + writer.Position);
        session.End = StepOrder.Timestamp(order);
        session.ExitRank = StepOrder.RankOf(order);
    }

    /// <summary>Adds the steps of a session whose steps all are later.</summary>
    public static void Merge(ref SessionState session, in SessionState later, SessionPools pools)
    {
        foreach (var step in Of(later, pools)) Add(ref session, step.Order, step.Text, pools);
        if (HasMore(later)) Add(ref session, StepOrder.Of(later.End, later.ExitRank), Exit(later, pools), pools);
    }

    /// <summary>Moves the start of a session, which its first step is counted from.</summary>
    public static void MoveStart(ref SessionState session, long start, SessionPools pools)
    {
        Span<Place> places = stackalloc Place[SessionState.MostSteps];
        places = places[..Locate(session, pools, places)];
        session.Start = start;
        Write(ref session, places, default, pools);
    }

    /// <summary>Takes a stored path for a session whose bounds are known and that has none.</summary>
    /// <param name="session">The session.</param>
    /// <param name="count">Number of steps.</param>
    /// <param name="steps">The steps, as <see cref="Encoded"/> returned them.</param>
    /// <param name="exit">Text of the last step of all.</param>
    /// <param name="pools">Where it goes.</param>
    /// <exception cref="StateDamagedException">These are not the steps of a path.</exception>
    public static void Restore(ref SessionState session, int count, ReadOnlySpan<byte> steps, ReadOnlySpan<byte> exit, SessionPools pools)
    {
        var found = 0;
        var last = default(PathStep);
        foreach (var step in new PathReader(steps, StepOrder.Of(session.Start, (byte)0)))
        {
            found++;
            last = step;
        }

        if (found != count || count is 0 or > SessionState.MostSteps) throw new StateDamagedException($"A stored path has {found} steps where {count} were written.");
        var isLast = last.Order == StepOrder.Of(session.End, session.ExitRank) && last.Text.SequenceEqual(exit);
        var writer = new StateWriter(Room(ref session, steps.Length + (isLast ? 0 : 1 + exit.Length), pools));
        writer.Raw(steps);
        session.PathCount = (byte)count;
        session.PathEnd = (ushort)steps.Length;
        session.ExitAt = (ushort)(isLast ? steps.Length - 1 - exit.Length : steps.Length);
        if (!isLast) writer.ShortText(exit);
    }

    /// <summary>The steps.</summary>
    public static PathReader Of(scoped in SessionState session, SessionPools pools) => new(Encoded(session, pools), StepOrder.Of(session.Start, (byte)0));

    /// <summary>The steps as they are stored.</summary>
    public static ReadOnlySpan<byte> Encoded(scoped in SessionState session, SessionPools pools) => pools.Texts.Of(session.Path)[..session.PathEnd];

    /// <summary>All that <see cref="Encoded"/> and <see cref="Exit"/> read.</summary>
    public static ReadOnlySpan<byte> Stored(scoped in SessionState session, SessionPools pools)
    {
        const int ShortExit = 16;
        var block = pools.Texts.Of(session.Path);
        return block[..Math.Min(block.Length, session.PathEnd + ShortExit)];
    }

    /// <summary>Text of the first step.</summary>
    public static ReadOnlySpan<byte> Entry(scoped in SessionState session, SessionPools pools)
    {
        var path = Of(session, pools);
        return path.MoveNext() ? path.Current.Text : default;
    }

    /// <summary>Text of the last step of all.</summary>
    public static ReadOnlySpan<byte> Exit(scoped in SessionState session, SessionPools pools) => TextAt(pools.Texts.Of(session.Path), session.ExitAt);

    // Once a step was left out none is put behind the path any more, even if it may be longer by now.
    private static bool IsFull(in SessionState session, SessionPools pools) => session.PathCount >= pools.PathSteps || HasMore(session);

    private static bool HasMore(in SessionState session) => session.PathCount > 0 && session.ExitAt >= session.PathEnd;

    private static bool IsBeforeExit(in SessionState session, long order, ReadOnlySpan<byte> text, SessionPools pools)
    {
        var exit = StepOrder.Of(session.End, session.ExitRank);
        return order < exit || (order == exit && text.SequenceCompareTo(Exit(session, pools)) < 0);
    }

    // A late event: all is written again.
    private static void Insert(ref SessionState session, long order, ReadOnlySpan<byte> text, bool isFull, SessionPools pools)
    {
        Span<Place> places = stackalloc Place[SessionState.MostSteps + 1];
        var count = Locate(session, pools, places);
        var block = pools.Texts.Of(session.Path);
        var at = count;
        while (at > 0 && (places[at - 1].Order > order || (places[at - 1].Order == order && TextAt(block, places[at - 1].Text).SequenceCompareTo(text) > 0))) at--;
        if (isFull && at >= Math.Min(count, pools.PathSteps)) return;
        places[at..count].CopyTo(places[(at + 1)..]);
        places[at] = new Place(order, Place.IsNew);
        Write(ref session, places[..(isFull ? count : count + 1)], text, pools);
    }

    private static int Locate(in SessionState session, SessionPools pools, Span<Place> places)
    {
        var (count, order) = (0, StepOrder.Of(session.Start, (byte)0));
        var reader = new StateReader(Encoded(session, pools));
        while (!reader.AtEnd)
        {
            order += (long)reader.Varint();
            places[count++] = new Place(order, reader.Position);
            reader.ShortText();
        }

        return count;
    }

    private static void Write(ref SessionState session, ReadOnlySpan<Place> places, ReadOnlySpan<byte> added, SessionPools pools)
    {
        var block = pools.Texts.Of(session.Path);
        var writer = new StateWriter(pools.Scratch);
        var (before, exitAt) = (StepOrder.Of(session.Start, (byte)0), -1);
        foreach (var place in places)
        {
            writer.Varint((ulong)(place.Order - before));
            before = place.Order;
            if (place.Text == session.ExitAt) exitAt = writer.Position;
            writer.ShortText(place.Text == Place.IsNew ? added : TextAt(block, place.Text));
        }

        session.PathCount = (byte)places.Length;
        session.PathEnd = (ushort)writer.Position;
        if (exitAt < 0) writer.ShortText(TextAt(block, session.ExitAt));
        session.ExitAt = exitAt < 0 ? session.PathEnd : (ushort)exitAt;
        pools.Scratch.AsSpan(0, writer.Position).CopyTo(Room(ref session, writer.Position, pools));
    }

    // What was there stays where it is.
    private static Span<byte> Room(ref SessionState session, int bytes, SessionPools pools)
    {
        if (session.Path == 0) session.Path = pools.Texts.Allocate(bytes);
        var has = pools.Texts.SizeOf(session.Path);
        if (has < bytes) session.Path = pools.Texts.Grow(session.Path, Math.Max(bytes, IsLong(session, pools) ? bytes * pools.PathSteps / session.PathCount : has * 2));
        return pools.Texts.Of(session.Path);
    }

    // A path that has come so far is given the room for the rest at once, as much as it needs if it goes on like this.
    private static bool IsLong(in SessionState session, SessionPools pools) => session.PathCount > pools.PathSteps / 3;

    private static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> block, int at) => block.Slice(at + 1, block[at]);

    // Where the text of a step lies, its length before it.
    private readonly record struct Place(long Order, int Text)
    {
        public const int IsNew = -1;
    }
}
