using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Pbm.Api;

/// <summary>The API's JSON: camelCase, as docs/admin-api.md says. Unknown fields are ignored, so that an older command line speaks with a newer node.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(ActorsAnswer))]
[JsonSerializable(typeof(EntityAnswer))]
[JsonSerializable(typeof(CheckpointsAnswer))]
[JsonSerializable(typeof(ClusterAnswer))]
[JsonSerializable(typeof(LeaveRequest))]
[JsonSerializable(typeof(LeaveAnswer))]
[JsonSerializable(typeof(DeadLettersAnswer))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(RetryAnswer))]
[JsonSerializable(typeof(IReadOnlyList<RetryAnswer>))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(Loading.LoadSummary))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ApiJson : JsonSerializerContext;
