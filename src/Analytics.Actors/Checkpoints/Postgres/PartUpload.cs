using System.Buffers;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Bytes of files on their way into the rows of one transaction: cut into parts, compressed, sent whenever a batch is full.</summary>
internal sealed class PartUpload(CheckpointWrite write, PostgresCheckpointOptions options, CheckpointTraffic traffic) : IDisposable
{
    private readonly List<byte[]> _rented = [];
    private long _waiting;

    /// <summary>Sends all but the last batch, which the caller sends before this is disposed.</summary>
    public void Send(CheckpointBatch batch)
    {
        foreach (var range in write.Ranges)
        {
            using var file = DurableFiles.Open(range.File.Path(write.Folder));
            for (var at = range.From; at < range.To; at += options.PartBytes)
            {
                if (_waiting >= options.BatchBytes)
                {
                    batch.Run();
                    Return();
                }

                Add(batch, range.File, file, at, (int)Math.Min(options.PartBytes, range.To - at));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Return();

    private void Return()
    {
        _rented.ForEach(buffer => ArrayPool<byte>.Shared.Return(buffer));
        _rented.Clear();
        _waiting = 0;
    }

    private void Add(CheckpointBatch batch, PartFile name, Microsoft.Win32.SafeHandles.SafeFileHandle file, long position, int length)
    {
        var bytes = Rent(length);
        for (var read = 0; read < length;)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read, length - read), position + read);
            if (more == 0) throw new IOException($"{name.Path(write.Folder)} ends before {position + length}.");
            read += more;
        }

        var (codec, content) = options.Compress ? Compressed(bytes, length) : (PartCodec.Plain, bytes.AsMemory(0, length));
        batch.AddForShard(
            CheckpointSql.InsertPart,
            CheckpointBatch.Of((short)name.Kind),
            CheckpointBatch.Of(name.Id),
            CheckpointBatch.Of(position),
            CheckpointBatch.Of(write.Epoch),
            CheckpointBatch.Of(length),
            CheckpointBatch.Of((long)Crc32C.Compute(bytes.AsSpan(0, length))),
            CheckpointBatch.Of(codec),
            CheckpointBatch.Of(content));
        traffic.Sent(length, content.Length);
        _waiting += length;
    }

    private (short Codec, Memory<byte> Content) Compressed(byte[] bytes, int length)
    {
        var packed = Rent(PartCodec.MostBytes(length));
        var codec = PartCodec.Encode(bytes.AsSpan(0, length), packed, out var written);
        return codec == PartCodec.Plain ? (codec, bytes.AsMemory(0, length)) : (codec, packed.AsMemory(0, written));
    }

    private byte[] Rent(int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(buffer);
        return buffer;
    }
}
