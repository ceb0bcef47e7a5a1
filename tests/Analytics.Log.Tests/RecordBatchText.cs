using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Log.Tests;

/// <summary>Records as text, for tests to write and read.</summary>
internal static class RecordBatchText
{
    public static void Put(this RecordBatch batch, UInt128 id, string key, string headers, string value, long receivedAt)
    {
        ref var record = ref batch.Add();
        record.Id = id;
        record.ReceivedAt = receivedAt;
        record.Key = batch.Append(Encoding.UTF8.GetBytes(key));
        record.Headers = headers.Length == 0 ? default : batch.AppendHeader(headers, "value");
        record.Value = batch.Append(Encoding.UTF8.GetBytes(value));
    }

    public static void Put(this RecordBatch batch, string value, UInt128 id = default) => batch.Put(id, "key", "headers", value, 0);

    public static Utf8Slice AppendHeader(this RecordBatch batch, string name, string value)
    {
        var target = batch.Reserve(RecordHeaders.SizeOf(name.Length, value.Length));
        return batch.Commit(RecordHeaders.Write(target, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value)));
    }

    public static string Text(this RecordBatch batch, int index) => Encoding.UTF8.GetString(batch.Bytes(batch.Records[index].Value));

    public static async Task<long[]> AppendAllAsync(this ILogPartition partition, RecordBatch batch)
    {
        var offsets = new long[batch.Count];
        await partition.AppendAsync(batch, Enumerable.Range(0, batch.Count).ToArray(), offsets);
        return offsets;
    }

    public static Task<long[]> AppendValuesAsync(this ILogPartition partition, IEnumerable<string> values)
    {
        var batch = new RecordBatch();
        foreach (var value in values) batch.Put(value);
        return partition.AppendAllAsync(batch);
    }

    public static Task<long[]> AppendIdsAsync(this ILogPartition partition, params int[] ids)
    {
        var batch = new RecordBatch();
        foreach (var id in ids) batch.Put($"{id}", (UInt128)id);
        return partition.AppendAllAsync(batch);
    }

    public static List<string> ReadValues(this ILogPartition partition)
    {
        using var reader = partition.OpenReader(0);
        var batch = new RecordBatch();
        var values = new List<string>();
        while (reader.ReadOrWait(batch, 1000, 100_000) > 0)
            for (var i = 0; i < batch.Count; i++) values.Add(batch.Text(i));
        return values;
    }
}
