using System.Globalization;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Events are <c>user seconds [pays=…] [id=…] [session=…] [what must go wrong]</c>, of tenant <c>acme</c>.</summary>
internal sealed class TextDecoder : IEventDecoder
{
    private static readonly int Tenant = Symbols.Intern("acme");

    public void Decode(RecordBatch records, EventBatch target, ICollection<Rejection> rejections)
    {
        target.Reset(records);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records.Records[i];
            var text = System.Text.Encoding.UTF8.GetString(records.Bytes(record.Value));
            if (text.Contains("throw-decode")) throw new InvalidOperationException("decoder fell over");
            if (text.Contains("reject"))
            {
                rejections.Add(new Rejection(i, "user", RejectionReason.MissingField, "no user"));
                continue;
            }

            var words = text.Split(' ');
            ref var row = ref target.Add();
            (row.Offset, row.Record, row.Tenant, row.ReceivedAt) = (record.Offset, i, Tenant, record.ReceivedAt);
            row.Timestamp = long.Parse(words[1], CultureInfo.InvariantCulture) * 1_000_000;
            row.KeyHash = row.UserHash = KeyHash.Compute(System.Text.Encoding.UTF8.GetBytes(words[0]), 5);
            if (words.FirstOrDefault(word => word.StartsWith("id=", StringComparison.Ordinal)) is { } id) row.Id = KeyHash.Compute128(System.Text.Encoding.UTF8.GetBytes(id), 5);
            if (words.FirstOrDefault(word => word.StartsWith("pays=", StringComparison.Ordinal)) is { } pays)
                (row.AmountMicros, row.Flags) = (long.Parse(pays[5..], CultureInfo.InvariantCulture) * Money.Scale, EventFlags.HasAmount);
            row.UserId = new Utf8Slice(record.Value.Offset, words[0].Length);
            if (words.FirstOrDefault(word => word.StartsWith("session=", StringComparison.Ordinal)) is { } session)
                row.SessionId = new Utf8Slice(record.Value.Offset + text.IndexOf(session, StringComparison.Ordinal) + "session=".Length, session.Length - "session=".Length);
            row.Properties = record.Value;
        }
    }
}
