using System.Runtime.InteropServices;
using System.Text;

namespace Analytics.Store.Engine;

/// <summary>Names and values of bound parameters in the form that the C interface takes; valid until disposed.</summary>
internal sealed unsafe class NativeArguments : IDisposable
{
    private readonly nint[] _texts;
    private readonly nuint[] _lengths;
    private readonly GCHandle _textsPin;
    private readonly GCHandle _lengthsPin;
    private readonly int _count;

    /// <summary>Copies the parameters out of managed memory.</summary>
    public NativeArguments(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        _count = parameters.Count;
        _texts = new nint[_count * 2];
        _lengths = new nuint[_count * 2];
        for (var i = 0; i < _count; i++)
        {
            (_texts[i], _lengths[i]) = Copy(parameters[i].Key);
            (_texts[_count + i], _lengths[_count + i]) = Copy(parameters[i].Value);
        }

        _textsPin = GCHandle.Alloc(_texts, GCHandleType.Pinned);
        _lengthsPin = GCHandle.Alloc(_lengths, GCHandleType.Pinned);
    }

    public nuint Count => (nuint)_count;

    public byte** Names => (byte**)_textsPin.AddrOfPinnedObject();

    public nuint* NameLengths => (nuint*)_lengthsPin.AddrOfPinnedObject();

    public byte** Values => Names + _count;

    public nuint* ValueLengths => NameLengths + _count;

    /// <inheritdoc/>
    public void Dispose()
    {
        _textsPin.Free();
        _lengthsPin.Free();
        foreach (var text in _texts) NativeMemory.Free((void*)text);
    }

    private static (nint Text, nuint Length) Copy(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var copy = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(copy, length));
        copy[length] = 0;
        return ((nint)copy, (nuint)length);
    }
}
