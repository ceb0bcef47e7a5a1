using Analytics.Contracts.Effects;

namespace Analytics.Processing.Windows;

/// <summary>A cell's dimension, value and currency in 64 bits, for tables in memory only: symbols differ between processes.</summary>
public static class WindowCellKey
{
    private const int SymbolBits = 28;
    private const ulong SymbolMask = (1UL << SymbolBits) - 1;

    /// <summary>Packs a key; never 0.</summary>
    public static ulong Of(WindowDimension dimension, int value, int currency = 0) =>
        ((ulong)dimension << (2 * SymbolBits)) | ((ulong)(uint)value << SymbolBits) | (uint)currency;

    /// <summary>The dimension of a key.</summary>
    public static WindowDimension Dimension(ulong key) => (WindowDimension)(key >> (2 * SymbolBits));

    /// <summary>Symbol of the value.</summary>
    public static int Value(ulong key) => (int)((key >> SymbolBits) & SymbolMask);

    /// <summary>Symbol of the currency; 0 for cells without money.</summary>
    public static int Currency(ulong key) => (int)(key & SymbolMask);
}
