using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests.Deployment;

/// <summary>docker-compose.yml, k8s/ and the Dockerfile are what the tools of their kind accept, and agree with the node and with one another.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string[] Secrets = ["POSTGRES_PASSWORD", "CLICKHOUSE_PASSWORD", "CLICKHOUSE_READER_PASSWORD", "ANALYTICS_GATEWAY_SECRET"];

    [ToolFact("kustomize", "kubeconform")]
    public Task The_development_overlay_is_what_Kubernetes_accepts() => AcceptedAsync("dev");

    [ToolFact("kustomize", "kubeconform")]
    public Task The_production_overlay_is_what_Kubernetes_accepts() => AcceptedAsync("prod");

    [ToolFact("kustomize")]
    public async Task Production_brings_no_secret_along_and_nodes_that_may_do_little()
    {
        var objects = (await RenderAsync("prod")).Split("\n---\n");
        var nodes = objects.Where(text => text.Contains("kind: Deployment\n", StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain(objects, text => text.Contains("kind: Secret\n", StringComparison.Ordinal));
        Assert.Equal(3, nodes.Count);
        foreach (var expected in (string[])["runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "path: /healthz/live", "path: /healthz/ready", "path: /healthz/startup", "emptyDir:", "prometheus.io/scrape"])
            Assert.All(nodes, node => Assert.Contains(expected, node, StringComparison.Ordinal));
        Assert.Equal(4, objects.Count(text => text.Contains("kind: PodDisruptionBudget\n", StringComparison.Ordinal)));
    }

    [ToolFact("kustomize")]
    public async Task Lag_of_every_lane_scales_up_to_no_more_nodes_than_there_are_partitions()
    {
        var scaling = Assert.Single((await RenderAsync("prod")).Split("\n---\n"), text => text.Contains("kind: ScaledObject\n", StringComparison.Ordinal));

        Assert.Equal(3, Regex.Count(scaling, "consumerGroup: analytics\n"));
        Assert.Contains("topic: raw_events\n", scaling, StringComparison.Ordinal);
        Assert.Contains("topic: inventory_updates\n", scaling, StringComparison.Ordinal);
        Assert.Contains("topic: rule_events\n", scaling, StringComparison.Ordinal);
        Assert.True(Number(scaling, MaxReplicas()) <= Number(Repository.Text("k8s/base/node.conf"), Partitions()));
    }

    [ToolFact("compose-config")]
    public async Task The_Compose_file_is_what_Compose_accepts()
    {
        var (code, output, errors) = await Tool.RunAsync("compose-config", "", "-no-interpolation", "docker-compose.yml");

        Assert.True(code == 0, errors);
        foreach (var service in (string[])["kafka-0", "kafka-1", "kafka-2", "clickhouse", "postgres", "ingest", "process", "query"])
            Assert.Contains($"\n    {service}:\n", output, StringComparison.Ordinal);
    }

    [ToolFact("compose-config")]
    public async Task The_Compose_file_asks_for_every_secret()
    {
        var (code, _, errors) = await Tool.RunAsync("compose-config", "", "docker-compose.yml");

        Assert.NotEqual(0, code);
        Assert.All(Secrets, secret => Assert.Contains($"required variable {secret} is missing", errors, StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_get_longer_to_stop_than_they_take()
    {
        var takes = Number(Repository.Text("hocon/reference.conf"), StopWithin());

        Assert.True(Number(Repository.Text("k8s/components/node/pod.yaml"), GracePeriod()) > takes);
        Assert.True(Number(Repository.Text("docker-compose.yml"), StopGracePeriod()) > takes);
    }

    [Fact]
    public void The_image_has_the_same_client_library_of_Kafka_as_the_script_builds()
    {
        var (image, script) = (Configure().Match(Repository.Text("Dockerfile")), Configure().Match(Repository.Text("analytics")));

        Assert.True(image.Success && script.Success);
        Assert.Equal(script.Value, image.Value);
    }

    private static async Task AcceptedAsync(string overlay)
    {
        string[] where = Tool.Schemas is { } schemas ? ["-schema-location", schemas + "/{{.ResourceKind}}{{.KindSuffix}}.json"] : [];
        var (code, output, errors) = await Tool.RunAsync("kubeconform", await RenderAsync(overlay), ["-strict", "-summary", "-skip", "ScaledObject", .. where]);

        Assert.True(code == 0, output + errors);
        Assert.Matches("Valid: [1-9]", output);
    }

    private static async Task<string> RenderAsync(string overlay)
    {
        var (code, output, errors) = await Tool.RunAsync("kustomize", "", "build", "k8s/overlays/" + overlay);
        Assert.True(code == 0, errors);
        return output;
    }

    private static int Number(string text, Regex pattern) => int.Parse(pattern.Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"maxReplicaCount: (\d+)")]
    private static partial Regex MaxReplicas();

    [GeneratedRegex(@"log\.partitions = (\d+)")]
    private static partial Regex Partitions();

    [GeneratedRegex(@"stop-within = (\d+)s")]
    private static partial Regex StopWithin();

    [GeneratedRegex(@"terminationGracePeriodSeconds: (\d+)")]
    private static partial Regex GracePeriod();

    [GeneratedRegex(@"stop_grace_period: (\d+)s")]
    private static partial Regex StopGracePeriod();

    [GeneratedRegex(@"\./configure (--[\w-]+ )+")]
    private static partial Regex Configure();
}
