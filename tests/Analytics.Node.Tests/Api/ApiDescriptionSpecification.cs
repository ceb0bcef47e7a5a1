using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Api;

/// <summary>The API that a node describes is the one that is written down: a change of it is seen in a review.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class ApiDescriptionSpecification(RunningNode running)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string Written = Path.Combine(RepositoryPaths.Root, "docs", "openapi.json");

    [NodeFact]
    public async Task The_document_is_the_one_in_the_repository()
    {
        var described = await running.Node.GetAsync("/openapi/v1.json");
        if (JsonElement.DeepEquals(described, JsonDocument.Parse(await File.ReadAllTextAsync(Written)).RootElement)) return;
        var found = Path.Combine(Path.GetTempPath(), "openapi.json");
        await File.WriteAllTextAsync(found, JsonSerializer.Serialize(described, Indented) + "\n");
        Assert.Fail($"docs/openapi.json is not what the node describes. If the change is meant: cp {found} {Written}");
    }

    [NodeFact]
    public async Task Every_operation_says_what_it_does_and_what_it_answers()
    {
        var document = await running.Node.GetAsync("/openapi/v1.json");
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("summary").GetString()), path.Name);
                Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), response => response.Name is "200" or "202" && response.Value.TryGetProperty("content", out _));
                Assert.All(ParametersOf(operation.Value), parameter => Assert.True(parameter.TryGetProperty("description", out _), $"{path.Name}: {parameter}"));
            }
    }

    private static List<JsonElement> ParametersOf(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];
}
