using Analytics.Contracts.Log;

namespace Analytics.Contracts.Tests;

/// <summary>Headers come back as they were written; damaged ones end the reading and never read beyond their bytes.</summary>
public sealed class RecordHeadersSpecification
{
    [Fact]
    public void Headers_come_back_in_order()
    {
        var bytes = new byte[100];
        var length = RecordHeaders.Write(bytes, RecordHeaders.Tenant, "shop"u8);
        length += RecordHeaders.Write(bytes.AsSpan(length), RecordHeaders.Shape, ""u8);
        var headers = (ReadOnlySpan<byte>)bytes.AsSpan(0, length);
        Assert.Equal("shop"u8, RecordHeaders.Find(headers, RecordHeaders.Tenant));
        Assert.True(RecordHeaders.Find(headers, RecordHeaders.ClientAddress).IsEmpty);
        Assert.True(RecordHeaders.TryReadNext(ref headers, out _, out _));
        Assert.True(RecordHeaders.TryReadNext(ref headers, out var name, out var value));
        Assert.Equal(RecordHeaders.Shape, name);
        Assert.True(value.IsEmpty);
        Assert.False(RecordHeaders.TryReadNext(ref headers, out _, out _));
    }

    [Fact]
    public void Headers_cut_anywhere_never_read_beyond_their_end()
    {
        var bytes = new byte[64];
        var length = RecordHeaders.Write(bytes, RecordHeaders.Tenant, "shop"u8);
        for (var cut = 0; cut < length; cut++)
        {
            var headers = (ReadOnlySpan<byte>)bytes.AsSpan(0, cut);
            Assert.False(RecordHeaders.TryReadNext(ref headers, out _, out _));
        }
    }

    [Fact]
    public void A_value_beyond_its_limit_is_cut()
    {
        var bytes = new byte[80_000];
        var length = RecordHeaders.Write(bytes, RecordHeaders.UserAgent, new byte[70_000]);
        Assert.Equal(ushort.MaxValue, RecordHeaders.Find(bytes.AsSpan(0, length), RecordHeaders.UserAgent).Length);
    }
}
