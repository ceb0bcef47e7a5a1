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

    /// <summary>A palette with one command of every sort.</summary>
    public const string Palette = """
        [
          { "name": "cluster leave", "summary": "Let a node go", "inputs": [ { "name": "node", "meaning": "which", "default": "this node", "completes": true } ], "question": "Let {node} go?", "readsWith": null, "follows": false },
          { "name": "cluster show", "summary": "The nodes", "inputs": [], "question": null, "readsWith": null, "follows": false },
          { "name": "cluster-sharding shards", "summary": "Shards", "inputs": [], "question": null, "readsWith": null, "follows": false },
          { "name": "dlq retry", "summary": "Again", "inputs": [ { "name": "offset", "meaning": "which", "many": true }, { "name": "topic", "meaning": "where", "option": true },
            { "name": "reason", "meaning": "why", "option": true, "choices": ["late", "malformed"] }, { "name": "dry-run", "meaning": "only say", "option": true, "flag": true } ],
            "question": "Put them back?", "readsWith": "dry-run", "follows": false },
          { "name": "log tail", "summary": "Goes on", "inputs": [], "question": null, "readsWith": null, "follows": true },
          { "name": "state show", "summary": "One entity", "inputs": [ { "name": "kind", "meaning": "its kind", "required": true, "completes": true }, { "name": "key", "meaning": "its key", "required": true, "completes": true } ],
            "question": null, "readsWith": null, "follows": false }
        ]
        """;

    /// <summary>An answer with every sort of view, as a node sends it: on one line.</summary>
    public static string Answer { get; } = """
        {"result":{"node":"a","fault":"old","shards":[{"topic":"raw_events","partition":0,"lag":12345,"size":2048,"age":61,"at":"2026-11-21T08:00:56Z","tags":["x","y"],
        "by":{"late":2},"none":null,"is":true}],"text":"one\ntwo\u001b[31m","state":{"open":true}},
        "views":[{"kind":"line","value":"node {node}"},{"kind":"line","value":"old: {fault}","when":"fault"},{"kind":"line","value":"never","when":"nothing"},
        {"kind":"table","items":"shards","columns":[{"title":"shard","value":"{topic}-{partition}"},{"title":"lag","value":"{lag:count}"},{"title":"size","value":"{size:size}"},
        {"title":"age","value":"{age:duration}"},{"title":"at","value":"{at:instant}"},{"title":"tags","value":"{tags}"},{"title":"by","value":"{by}"},{"title":"none","value":"{none}"},
        {"title":"is","value":"{is:yes}"}]},{"kind":"text","value":"text"},{"kind":"json","value":"state"},{"kind":"of a newer node"}],"complete":true}
        """.ReplaceLineEndings("");
}
