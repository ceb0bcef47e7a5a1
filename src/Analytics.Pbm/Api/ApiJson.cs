using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Pbm.Api;

/// <summary>The JSON that nodes speak: camelCase. Unknown fields are ignored, so that an older command line speaks with a newer node.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<CommandInfo>))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(Loading.LoadSummary))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ApiJson : JsonSerializerContext;
