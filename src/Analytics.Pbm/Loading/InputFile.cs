using System.IO.Compression;

namespace Analytics.Pbm.Loading;

/// <summary>One input: a file or standard input, plain or gzip (recognised by its first bytes, not by its name).</summary>
public sealed class InputFile : IDisposable
{
    private readonly Stream _raw;

    private InputFile(string name, Stream raw, Stream text)
    {
        Name = name;
        _raw = raw;
        Text = text;
    }

    /// <summary>Its name, for people.</summary>
    public string Name { get; }

    /// <summary>Its text.</summary>
    public Stream Text { get; }

    /// <summary>Bytes of the file; 0 when it has no length.</summary>
    public long Length => _raw.CanSeek ? _raw.Length : 0;

    /// <summary>Bytes of the file that were read.</summary>
    public long Position => _raw.CanSeek ? _raw.Position : 0;

    /// <summary>Opens an input.</summary>
    /// <param name="name">A path, or <c>-</c>.</param>
    /// <param name="standardInput">Opens standard input.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static InputFile Open(string name, Func<Stream> standardInput)
    {
        var raw = name == "-" ? new BufferedStream(standardInput(), 1 << 16) : (Stream)new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        var head = new byte[2];
        var got = raw.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        var plain = raw.CanSeek ? Rewound(raw) : new PrefixedStream(head.AsMemory(0, got), raw);
        var text = got == 2 && head[0] == 0x1F && head[1] == 0x8B ? new GZipStream(plain, CompressionMode.Decompress) : plain;
        return new InputFile(name == "-" ? "standard input" : name, raw, text);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Text.Dispose();
        _raw.Dispose();
    }

    private static Stream Rewound(Stream stream)
    {
        stream.Position = 0;
        return stream;
    }
}
