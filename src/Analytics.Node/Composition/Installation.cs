using System.Buffers.Binary;
using System.Security.Cryptography;
using Analytics.Sinks.Postgres;
using Npgsql;

namespace Analytics.Node.Composition;

/// <summary>
/// What a data folder drew once, at its first start: the seed that partitions are chosen by and the secret that personal data is masked with. Losing the file
/// would send users to other partitions and give them other pseudonyms, so a folder with a log and without it is refused.
/// </summary>
internal sealed class Installation
{
    private const int Size = 40;

    private Installation(ReadOnlySpan<byte> bytes)
    {
        KeySeed = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        MaskingSecret = bytes[8..Size].ToArray();
    }

    /// <summary>Seed of the hashes of keys.</summary>
    public ulong KeySeed { get; }

    /// <summary>Secret that masking keys of tenants are derived from.</summary>
    public byte[] MaskingSecret { get; }

    /// <summary>Reads the folder's file, or makes it in a folder that has no log yet.</summary>
    /// <exception cref="InvalidOperationException">The file is missing beside a log, or damaged.</exception>
    public static Installation Open(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, "installation.key");
        if (!File.Exists(path))
        {
            if (Directory.Exists(Path.Combine(dataFolder, "log")))
                throw new InvalidOperationException($"{path} is missing beside a log. Restore it from a backup: without it users would change their partitions and pseudonyms.");
            Write(path);
        }

        var bytes = Convert.FromHexString(File.ReadAllText(path).Trim());
        if (bytes.Length != Size) throw new InvalidOperationException($"{path} is damaged: it should hold {Size * 2} hexadecimal digits.");
        return new Installation(bytes);
    }

    /// <summary>Reads what the nodes of a cluster share, or draws it when this is the first of them.</summary>
    public static async Task<Installation> OpenSharedAsync(PostgresConnection rows, CancellationToken cancellation)
    {
        const string Draw = "INSERT INTO analytics.installation (key_seed, masking_secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        const string Read = "SELECT key_seed, masking_secret FROM analytics.installation";
        await using var connection = await rows.OpenAsync(cancellation);
        var drawn = RandomNumberGenerator.GetBytes(Size);
        await using var draw = new NpgsqlCommand(Draw, connection)
        {
            Parameters = { new NpgsqlParameter { Value = BinaryPrimitives.ReadInt64LittleEndian(drawn) }, new NpgsqlParameter { Value = drawn[8..] } },
        };
        await draw.ExecuteNonQueryAsync(cancellation);
        await using var read = new NpgsqlCommand(Read, connection);
        await using var reader = await read.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var bytes = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, reader.GetInt64(0));
        reader.GetFieldValue<byte[]>(1).CopyTo(bytes, 8);
        return new Installation(bytes);
    }

    private static void Write(string path)
    {
        var unfinished = path + ".tmp";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(Size * 2, lowercase: true)));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path);
    }
}
