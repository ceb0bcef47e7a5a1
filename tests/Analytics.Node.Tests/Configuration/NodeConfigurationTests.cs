using System.Collections;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Tests.Configuration;

public sealed class NodeConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_command_line_is_over_the_environment_over_files_over_the_reference()
    {
        var file = Write("log { partitions = 5, segment-size = 5MiB, flush-delay = 5ms }");
        var options = Load(["--config", file, "--set", "log.partitions=7"], ("ANALYTICS__LOG__PARTITIONS", "6"), ("ANALYTICS__LOG__SEGMENT_SIZE", "6MiB"));
        Assert.Equal((7, ByteSize.MiB(6), TimeSpan.FromMilliseconds(5)), (options.Log.Partitions, options.Log.SegmentSize, options.Log.FlushDelay));
        Assert.Equal(TimeSpan.FromDays(7), options.Log.RetentionAge);
    }

    [Fact]
    public void A_later_file_is_over_an_earlier_one()
    {
        var options = Load(["--config", Write("log.partitions = 5"), "--config", Write("log.partitions = 6")]);
        Assert.Equal(6, options.Log.Partitions);
    }

    [Fact]
    public void A_list_replaces_the_whole_list_below_it() =>
        Assert.Equal(["10.0.0.0/8"], Load(["--set", "gateway.trusted-networks=[\"10.0.0.0/8\"]"]).Gateway.TrustedNetworks);

    [Fact]
    public void A_list_can_be_given_in_the_environment_by_number() =>
        Assert.Equal(["10.0.0.0/8"], Load([], ("ANALYTICS__GATEWAY__TRUSTED_NETWORKS__0", "10.0.0.0/8")).Gateway.TrustedNetworks);

    [Fact]
    public void Addresses_need_no_quotes_on_the_command_line() =>
        Assert.Equal("http://db:8123/?a=b", Load(["--set", "sinks.clickhouse.url=http://db:8123/?a=b"]).Sinks.Clickhouse.Url);

    [Fact]
    public void Secrets_come_from_the_environment() =>
        Assert.Equal("s3cret", Load([], ("ANALYTICS_GATEWAY_SECRET", "s3cret")).Gateway.SharedSecret);

    [Theory]
    [InlineData("--port", "9000")]
    [InlineData("--port=9000", null)]
    public void Short_options_stand_for_settings(string option, string? value) =>
        Assert.Equal(9000, Load(value is null ? [option] : [option, value]).Node.Port);

    [Fact]
    public void The_profile_brings_its_file_and_a_file_of_ones_own_is_over_it()
    {
        var options = Load(["--profile", "cluster", "--config", Write("node.address = \"10.1.1.1\"")]);
        Assert.Equal("10.1.1.1", options.Node.Address);
        Assert.Empty(options.Gateway.TrustedNetworks);
    }

    [Fact]
    public void A_tenant_has_its_own_settings_and_the_defaults_for_the_rest()
    {
        var tenants = Load(["--config", Write("tenants { defaults.currency = EUR, by-id { acme { zone = Europe/Berlin, write-keys = [k1] }, \"b.c\".events-per-second = 5 } }")]).Tenants;
        Assert.Equal(("Europe/Berlin", "EUR"), (tenants.SettingsOf("acme").Zone.Id, tenants.SettingsOf("acme").Currency));
        Assert.Equal(("UTC", "EUR"), (tenants.SettingsOf("other").Zone.Id, tenants.SettingsOf("other").Currency));
        Assert.Equal((5, 0), (tenants.EventsPerSecondOf("b.c"), tenants.EventsPerSecondOf("acme")));
        Assert.Equal(["k1"], tenants.ById["acme"].WriteKeys);
    }

    [Fact]
    public void A_wrong_setting_names_its_file_and_line()
    {
        var file = Write("log {\n  partitions = 0\n}");
        Assert.Equal([$"{file}:2:16: log.partitions: found \"0\", expected from 1 to 1024"], Refused(["--config", file]).Problems);
    }

    [Theory]
    [InlineData("--set log.partitions=x", "--set log.partitions: log.partitions: found \"x\", expected a whole number")]
    [InlineData("--port 99999", "--port: node.port: found \"99999\", expected from 0 to 65535")]
    [InlineData("--profile moon", "--profile: node.profile: found \"moon\", expected one of embedded, cluster")]
    [InlineData("--set log.partition=1", "--set log.partition: log.partition: there is no such setting; did you mean partitions?")]
    [InlineData("--set log", "--set log: expected key=value")]
    [InlineData("--verbose", "--verbose: there is no such option; see --help")]
    [InlineData("--port", "--port: a value must follow")]
    public void A_wrong_command_line_is_refused(string arguments, string problem) => Assert.Equal([problem], Refused(arguments.Split(' ')).Problems);

    [Fact]
    public void A_wrong_setting_of_the_environment_names_its_variable() =>
        Assert.StartsWith("environment variable ANALYTICS__LOG__PARTITIONS: log.partitions: ",
            Assert.Throws<OptionsException>(() => Load([], ("ANALYTICS__LOG__PARTITIONS", "x"))).Problems[0], StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.Contains("there is no file", Assert.Throws<HoconException>(() => Load(["--config", "nowhere.conf"])).Message, StringComparison.Ordinal);

    private static OptionsException Refused(string[] arguments) => Assert.Throws<OptionsException>(() => Load(arguments));

    private static NodeOptions Load(string[] arguments, params (string Name, string Value)[] environment) =>
        NodeConfiguration.Load(NodeArguments.Parse(arguments), environment.ToDictionary(entry => entry.Name, entry => entry.Value)).Options;

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.conf");
        File.WriteAllText(path, text);
        return path;
    }
}
