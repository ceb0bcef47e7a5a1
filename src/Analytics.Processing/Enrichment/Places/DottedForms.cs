using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Processing.Enrichment.Places;

/// <summary>Where the digits of dotted IPv4 stand, for each of the 81 ways in which its numbers can be one to three digits long.</summary>
internal static class DottedForms
{
    private const int Lengths = 3;

    // The third dot is the twelfth byte at most.
    private const int Dots = 1 << 12;

    private static readonly Form[] Forms = new Form[Lengths * Lengths * Lengths * Lengths];

    // One more than the number of the first form with these dots; 0 where dots stand otherwise.
    private static readonly byte[] First = new byte[Dots];

    static DottedForms()
    {
        for (var number = 0; number < Forms.Length; number++)
        {
            var form = Make([(number / 27) + 1, (number / 9 % 3) + 1, (number / 3 % 3) + 1, (number % 3) + 1], out var dots);
            Forms[number] = form;
            First[dots] = (byte)(number - (number % Lengths) + 1);
        }
    }

    /// <summary>The form of a text by its length and the bytes that are dots; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFind(uint dots, int length, out Form form)
    {
        form = default;
        var last = length - (32 - BitOperations.LeadingZeroCount(dots));
        if (dots >= Dots || First[dots] == 0 || last is < 1 or > Lengths) return false;
        form = Forms[First[dots] - 1 + last - 1];
        return true;
    }

    private static Form Make(ReadOnlySpan<int> lengths, out int dots)
    {
        Span<byte> places = stackalloc byte[16];
        Span<uint> least = stackalloc uint[4];
        places.Fill(byte.MaxValue);
        dots = 0;
        var at = 0;
        for (var part = 0; part < lengths.Length; part++)
        {
            if (part > 0) dots |= 1 << at++;
            // Smaller numbers of so many digits have a leading zero.
            least[part] = lengths[part] switch { 1 => 0, 2 => 10, _ => 100 };
            for (var digit = lengths[part]; digit > 0; digit--) places[(part * 4) + 4 - digit] = (byte)at++;
        }

        return new Form(Vector128.Create<byte>(places), Vector128.Create<uint>(least));
    }

    /// <summary>One of them.</summary>
    /// <param name="Places">For each number four places in the text: none, hundreds, tens, ones; 255 for none.</param>
    /// <param name="Least">The least number of so many digits.</param>
    public readonly record struct Form(Vector128<byte> Places, Vector128<uint> Least);
}
