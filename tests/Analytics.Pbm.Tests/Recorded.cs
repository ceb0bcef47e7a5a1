namespace Analytics.Pbm.Tests;

/// <summary>Answers as docs/admin-api.md shows them.</summary>
internal static class Recorded
{
    public const string Status = """
        {
          "node": { "id": "node-a", "roles": ["ingest", "process"], "version": "0.1.0", "profile": "embedded", "startedAt": "2026-11-21T08:00:00Z", "uptimeSeconds": 61.2, "state": "ready", "later": 1 },
          "topics": [ { "topic": "raw_events", "partition": 0, "startOffset": 0, "endOffset": 1234567, "bytes": 40960, "recordsPerSecond": 75.0 } ],
          "shards": [ {
            "topic": "raw_events", "partition": 0, "node": "node-a", "state": "running", "reason": "", "position": 120, "end": 120, "deliveredOffset": 100, "lagRecords": 0,
            "watermark": "2026-11-21T08:00:56Z", "checkpoint": { "generation": 61, "ageSeconds": 0.4, "bytes": 2048, "durationMs": 3.1 },
            "epoch": 7, "restarts": 0, "eventsPerSecond": 75.0 },
            { "topic": "raw_events", "partition": 1, "state": "recovering", "position": 0, "end": 9, "deliveredOffset": 0, "lagRecords": 9,
            "watermark": null, "checkpoint": null, "epoch": 7, "restarts": 0, "eventsPerSecond": 0 } ],
          "missing": [ { "topic": "raw_events", "partition": 2, "state": "unreachable", "node": "node-b", "epoch": 3, "end": 9, "reason": "No answer." } ],
          "sinks": [ { "name": "clickhouse.events", "state": "down", "since": "2026-11-21T08:00:01Z", "lastError": "connection [refused]",
            "backlogDeliveries": 1, "backlogBytes": 6144, "backlogRows": 20, "delivered": 60, "retries": 3 } ],
          "stores": [ { "name": "clickhouse", "state": "up", "since": "2026-11-21T08:00:01Z", "detail": "embedded 26.7, port 41234" } ],
          "deadLetters": [ { "topic": "raw_events.dlq", "records": 2, "byReason": { "malformed_json": 1, "missing_field": 1 } } ]
        }
        """;

    public const string Cluster = """
        { "node": "node-a", "fault": null, "shards": 2,
          "nodes": [
            { "id": "node-a", "address": "a:8086", "roles": ["ingest", "process"], "version": "0.1.0", "startedAt": "2026-11-21T08:00:00Z", "seenAt": "2026-11-21T08:01:00Z", "state": "ready",
              "fault": null, "shards": 2, "stores": [], "standby": [ { "topic": "raw_events", "partition": 2, "generation": 7, "ageSeconds": 1.5, "bytes": 2048 } ] },
            { "id": "node-b", "address": "b:8086", "roles": ["ingest", "process"], "version": "0.1.0", "startedAt": "2026-11-21T08:00:00Z", "seenAt": "2026-11-21T08:00:30Z", "state": "unreachable",
              "fault": "No answer.", "shards": 0, "stores": [], "standby": [] } ],
          "missing": [ { "topic": "raw_events", "partition": 2, "state": "unreachable", "node": "node-b", "epoch": 3, "end": 9, "reason": "No answer." } ] }
        """;

    public const string Letters = """
        { "deadLetters": [ { "topic": "raw_events.dlq", "partition": 0, "offset": 5, "receivedAt": "2026-11-21T08:00:10Z", "reason": "malformed_json", "field": "",
          "stage": "decode", "message": "expected a value", "tenant": "default", "source": { "topic": "raw_events", "partition": null, "offset": null }, "bytes": 42, "retried": false } ],
          "nextPageToken": "abc" }
        """;

    public static string Retried(bool dryRun, int stillRejected) => $$"""
        { "dryRun": {{(dryRun ? "true" : "false")}}, "matched": 2, "retried": {{2 - stillRejected}}, "duplicates": 0,
          "stillRejected": [{{string.Join(',', Enumerable.Repeat("""{ "partition": 0, "offset": 1, "reason": "missing_field", "field": "eventType" }""", stillRejected))}}] }
        """;
}
