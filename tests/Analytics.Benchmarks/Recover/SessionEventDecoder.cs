using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;

namespace Analytics.Benchmarks.Recover;

/// <summary>Events whose value is <c>user page</c>: the benchmark measures recovery, and only needs sessions to be there.</summary>
internal sealed class SessionEventDecoder : IEventDecoder
{
    private static readonly int Tenant = Symbols.Intern("bench");
    private static readonly int PageView = Symbols.Intern("page_view");

    public void Decode(RecordBatch records, EventBatch target, ICollection<Rejection> rejections)
    {
        target.Reset(records);
        for (var i = 0; i < records.Count; i++)
        {
            ref var record = ref records.Records[i];
            var user = records.Bytes(record.Value).IndexOf((byte)' ');
            ref var row = ref target.Add();
            row.Offset = record.Offset;
            row.Record = i;
            row.Tenant = Tenant;
            row.Type = PageView;
            row.Kind = EventKind.PageView;
            row.Timestamp = row.ReceivedAt = record.ReceivedAt;
            row.UserId = new Utf8Slice(record.Value.Offset, user);
            row.Url = new Utf8Slice(record.Value.Offset + user + 1, record.Value.Length - user - 1);
            row.UserHash = row.KeyHash = KeyHash.Compute(records.Bytes(row.UserId), 11);
        }
    }
}
