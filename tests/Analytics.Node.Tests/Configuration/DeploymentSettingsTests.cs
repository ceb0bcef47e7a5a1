using System.Collections;
using System.Text.RegularExpressions;
using Analytics.Node.Configuration;
using Analytics.Testing;

namespace Analytics.Node.Tests.Configuration;

/// <summary>What docker-compose.yml and k8s/ set are settings that a node has.</summary>
public sealed partial class DeploymentSettingsTests
{
    [Theory]
    [InlineData("docker-compose.yml", 3)]
    [InlineData("k8s/base/kustomization.yaml", 3)]
    [InlineData("k8s/overlays/dev/kustomization.yaml", 1)]
    public void Replication_of_a_deployment_is_read_from_its_environment(string file, int replication)
    {
        var options = Load(Settings(file).DistinctBy(setting => setting.Key));
        Assert.Equal((NodeProfile.Cluster, replication, "secret"), (options.Node.Profile, options.Kafka.Replication, options.Sinks.Clickhouse.Password));
    }

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("k8s/base/ingest.yaml", "k8s/base/process.yaml", "k8s/base/query.yaml")]
    public void Nodes_share_all_roles_out(params string[] files)
    {
        var roles = files.SelectMany(Settings).Where(setting => setting.Key == "ANALYTICS__NODE__ROLES").Select(setting => Load([setting]).Node.Roles).ToList();
        Assert.All(roles, role => Assert.Single(role));
        Assert.Equal(Enum.GetValues<NodeRole>(), roles.SelectMany(role => role).Order());
    }

    private static NodeOptions Load(IEnumerable<KeyValuePair<string, string>> settings)
    {
        IDictionary environment = settings.Append(new("CLICKHOUSE_PASSWORD", "secret")).ToDictionary(setting => setting.Key, setting => setting.Value);
        return NodeConfiguration.Load(NodeArguments.Parse(["--config", Path.Combine(RepositoryPaths.Root, "k8s", "base", "node.conf")]), environment).Options;
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(string file) =>
        Setting().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, file))).Select(match => KeyValuePair.Create(match.Groups[1].Value, match.Groups[2].Value.Trim('"')));

    [GeneratedRegex(@"(ANALYTICS__\w+)(?:=|: |, value: )(""[^""]*""|[^\s,}]+)")]
    private static partial Regex Setting();
}
