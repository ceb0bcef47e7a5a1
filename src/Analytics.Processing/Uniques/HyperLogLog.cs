using System.Numerics;

namespace Analytics.Processing.Uniques;

/// <summary>
/// HyperLogLog with 2^14 registers of a byte: standard error 0.81 %. The estimate is Ertl's improved raw estimator (Otmar Ertl, "New
/// cardinality estimation algorithms for HyperLogLog sketches", arXiv:1702.01284, algorithm 6): no bias tables, no switch between
/// ranges. It reads the histogram of the registers, which is kept up to date, so asking costs 50 steps and not 16,384.
/// </summary>
internal sealed class HyperLogLog
{
    /// <summary>Leading bits that choose the register.</summary>
    public const int Precision = 14;

    /// <summary>Number of registers.</summary>
    public const int Registers = 1 << Precision;

    /// <summary>Bytes of the stored form: six bits a register.</summary>
    public const int StoredBytes = Registers * 6 / 8;

    private const int RankBits = 64 - Precision;

    private readonly byte[] _registers = new byte[Registers];
    private readonly int[] _histogram = new int[RankBits + 2];

    public HyperLogLog() => _histogram[0] = Registers;

    /// <summary>Memory in bytes.</summary>
    public static int Bytes => Registers + (RankBits + 2) * sizeof(int);

    /// <summary>Notes a hash; noting it again changes nothing.</summary>
    public void Add(ulong hash)
    {
        var rank = BitOperations.LeadingZeroCount((hash << Precision) | (1UL << (Precision - 1))) + 1;
        Raise((int)(hash >> RankBits), (byte)rank);
    }

    /// <summary>Takes over everything that the other has noted.</summary>
    public void Merge(HyperLogLog other)
    {
        for (var i = 0; i < Registers; i++) Raise(i, other._registers[i]);
    }

    /// <summary>The estimated number of distinct hashes.</summary>
    public long Estimate()
    {
        const double m = Registers;
        var z = m * Tau(1 - _histogram[RankBits + 1] / m);
        for (var k = RankBits; k >= 1; k--) z = 0.5 * (z + _histogram[k]);
        z += m * Sigma(_histogram[0] / m);
        return (long)Math.Round(m * m / (2 * Math.Log(2) * z));
    }

    /// <summary>Writes <see cref="StoredBytes"/> bytes: four registers in three.</summary>
    public void Write(Span<byte> target)
    {
        for (int i = 0, to = 0; i < Registers; i += 4, to += 3)
        {
            var four = _registers[i] | (_registers[i + 1] << 6) | (_registers[i + 2] << 12) | (_registers[i + 3] << 18);
            target[to] = (byte)four;
            target[to + 1] = (byte)(four >> 8);
            target[to + 2] = (byte)(four >> 16);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, on top of what is noted.</summary>
    public void Read(ReadOnlySpan<byte> source)
    {
        for (int i = 0, from = 0; i < Registers; i += 4, from += 3)
        {
            var four = source[from] | (source[from + 1] << 8) | (source[from + 2] << 16);
            for (var j = 0; j < 4; j++)
            {
                var rank = (byte)((four >> (6 * j)) & 63);
                if (rank > RankBits + 1) throw new State.StateDamagedException("A register of a stored sketch is out of range.");
                Raise(i + j, rank);
            }
        }
    }

    private void Raise(int register, byte rank)
    {
        ref var current = ref _registers[register];
        if (rank <= current) return;
        _histogram[current]--;
        _histogram[rank]++;
        current = rank;
    }

    private static double Sigma(double x)
    {
        if (x >= 1) return double.PositiveInfinity;
        double y = 1, z = x, last;
        do
        {
            x *= x;
            last = z;
            z += x * y;
            y += y;
        }
        while (z != last);
        return z;
    }

    private static double Tau(double x)
    {
        if (x is <= 0 or >= 1) return 0;
        double y = 1, z = 1 - x, last;
        do
        {
            x = Math.Sqrt(x);
            last = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != last);
        return z / 3;
    }
}
