using System.Runtime.InteropServices;
using Analytics.Contracts.Memory;

namespace Analytics.Processing.Sessions;

/// <summary>What is variable in length about the sessions of one shard.</summary>
public sealed class SessionPools
{
    /// <summary>Pools with nothing in them.</summary>
    /// <param name="pathSteps">Most steps of a path, from 1 (the entry) to <see cref="SessionState.MostSteps"/>.</param>
    public SessionPools(int pathSteps = SessionState.MostSteps)
    {
        PathSteps = pathSteps;
        Earlier = new Slabs<SessionState>(1, Memory);
        Texts = new Slabs<byte>(16, Memory);
        Revenues = new Slabs<CurrencySum>(1, Memory);
    }

    /// <summary>Most steps that are added to a path. One that was stored with more keeps them.</summary>
    public int PathSteps { get; }

    /// <summary>Where they lie, and the users with them.</summary>
    public TableMemory Memory { get; } = new();

    /// <summary>Earlier sessions of users.</summary>
    public Slabs<SessionState> Earlier { get; }

    /// <summary>Paths, campaigns and long ids of users.</summary>
    public Slabs<byte> Texts { get; }

    /// <summary>What was paid.</summary>
    public Slabs<CurrencySum> Revenues { get; }

    /// <summary>Memory in bytes, roughly.</summary>
    public long Bytes => (Earlier.Capacity * System.Runtime.CompilerServices.Unsafe.SizeOf<SessionState>()) + Texts.Capacity + (Revenues.Capacity * System.Runtime.CompilerServices.Unsafe.SizeOf<CurrencySum>());

    /// <summary>Where a path is put together that must be written again.</summary>
    internal byte[] Scratch { get; } = new byte[SessionPath.MostBytes];

    /// <summary>The name of a campaign; nothing for 0.</summary>
    public ReadOnlySpan<byte> Campaign(long block)
    {
        if (block == 0) return default;
        var text = Texts.Of(block);
        return text.Slice(1, text[0]);
    }

    /// <summary>The bytes of a user's id.</summary>
    public ReadOnlySpan<byte> IdOf(in UserEntry user) =>
        (user.IdLength <= UserEntry.IdBytes.Size ? (ReadOnlySpan<byte>)user.ShortId : Texts.Of(LongId(user)))[..user.IdLength];

    /// <summary>Sets the id of a user that has none.</summary>
    public void KeepId(ref UserEntry user, ReadOnlySpan<byte> id)
    {
        user.IdLength = checked((ushort)id.Length);
        if (id.Length <= UserEntry.IdBytes.Size)
        {
            id.CopyTo(user.ShortId);
            return;
        }

        var block = Texts.Allocate(id.Length);
        MemoryMarshal.Write(user.ShortId, block);
        id.CopyTo(Texts.Of(block));
    }

    /// <summary>Forgets the id of a user.</summary>
    public void FreeId(ref UserEntry user)
    {
        if (user.IdLength > UserEntry.IdBytes.Size) Texts.Free(LongId(user));
        user.IdLength = 0;
    }

    /// <summary>Keeps the name of a campaign, at most <see cref="PageAddress.MostBytes"/> bytes, and returns its block: 0 for nothing.</summary>
    public long KeepCampaign(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return 0;
        var block = Texts.Allocate(1 + name.Length);
        var text = Texts.Of(block);
        text[0] = checked((byte)name.Length);
        name.CopyTo(text[1..]);
        return block;
    }

    private static long LongId(in UserEntry user) => MemoryMarshal.Read<long>(user.ShortId);

    /// <summary>Gives back what a session holds.</summary>
    public void Free(ref SessionState session)
    {
        Texts.Free(session.Path);
        Texts.Free(session.Campaign);
        Revenues.Free(session.Revenue);
        session = default;
    }
}
