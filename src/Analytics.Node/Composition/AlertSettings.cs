using System.Net;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Alerts;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Dispatch;
using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Node.Composition;

/// <summary>Section <c>alerts</c> as the parts take it. Every problem of it is told before a port is opened.</summary>
internal static class AlertSettings
{
    private const string EveryTenant = "*";
    private const string TelegramServer = "https://api.telegram.org";
    private const int LongestName = 64;

    /// <summary>Where alerts go.</summary>
    public static AlertRouting Routing(AlertsOptions options, ITenantDirectory tenants) => new(
        [.. options.Channels.Select(Route)], tenant => (Symbols.TryFind(tenant, out var symbol) ? tenants.Settings(symbol) : tenants.Settings(0)).Zone);

    /// <summary>How they are sent.</summary>
    public static DispatchOptions Dispatch(AlertsOptions options, Action<string> onNotice) => new()
    {
        PollInterval = options.PollInterval,
        SendTimeout = options.SendTimeout,
        RetryMin = options.RetryMin,
        RetryMax = options.RetryMax,
        RetryFor = options.RetryFor,
        BreakerFailures = options.BreakerFailures,
        BreakerOpenFor = options.BreakerOpenFor,
        Retention = options.Retention,
        OnNotice = onNotice,
    };

    /// <summary>The channels; nothing is connected to.</summary>
    public static IReadOnlyList<IAlertChannel> Channels(AlertsOptions options, TimeProvider time)
    {
        var networks = new AllowedNetworks([.. options.AllowedNetworks.Select(IPNetwork.Parse)]);
        return [.. options.Channels.Select(channel => Channel(channel, networks, time))];
    }

    /// <exception cref="OptionsException">A setting cannot be used; secrets are not shown.</exception>
    public static void Require(AlertsOptions options)
    {
        List<string> problems = [];
        problems.AddRange(options.AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)).Select(network => $"alerts.allowed-networks: found \"{network}\", expected a network such as 10.1.0.0/16"));
        foreach (var twice in options.Channels.GroupBy(channel => channel.Name).Where(same => same.Count() > 1)) problems.Add($"alerts.channels: found {twice.Count()} channels of the name \"{twice.Key}\"");
        foreach (var channel in options.Channels)
            problems.AddRange(Problems(channel, options).Select(problem => $"alerts.channels, \"{channel.Name}\": {problem}"));
        if (problems.Count > 0) throw new OptionsException(problems);
    }

    private static IEnumerable<string> Problems(AlertChannelOptions channel, AlertsOptions options)
    {
        if (channel.Name.Length is 0 or > LongestName || !channel.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) yield return "name: expected 1 to 64 of A-Z a-z 0-9 - _ .";
        if (channel.Tenants.Count == 0) yield return "tenants: found none, expected names, or \"*\" for the alerts of every tenant";
        if (Fault(() => _ = MessageTemplate.Parse(channel.Title, channel.Line)) is { } template) yield return "title or line: " + template;
        if (channel.QuietHours is { From.Length: > 0 } or { To.Length: > 0 } && (!TimeOnly.TryParseExact(channel.QuietHours.From, "HH:mm", out var from) || !TimeOnly.TryParseExact(channel.QuietHours.To, "HH:mm", out var to) || from == to))
            yield return "quiet-hours: from and to: expected two times such as 22:00 and 07:00";
        foreach (var problem in Target(channel).Concat(Escalation(channel, options))) yield return problem;
    }

    private static IEnumerable<string> Target(AlertChannelOptions channel)
    {
        const string Address = "url: found a secret that is not shown here, expected an address that begins with https:// or http://";
        if (channel.Kind is AlertChannelKind.Webhook or AlertChannelKind.Slack && !IsAddress(channel.Url)) yield return Address;
        if (channel.Kind == AlertChannelKind.Webhook && Fault(() => _ = new WebhookSignature(channel.Secret)) is not null) yield return "secret: after whsec_ it must be base64";
        if (channel.Kind == AlertChannelKind.Telegram)
        {
            if (channel.Url.Length > 0 && !IsAddress(channel.Url)) yield return Address;
            if (channel.Token.Length == 0 || !channel.Token.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_')) yield return "token: expected a token such as BotFather gives";
            if (channel.Chat.Length == 0) yield return "chat: found none, expected the id of a chat";
        }

        if (channel.Kind != AlertChannelKind.Mail) yield break;
        if (channel.Mail.Host.Length == 0) yield return "mail.host: found none";
        if (channel.Mail.To.Count == 0) yield return "mail.to: found none";
        foreach (var address in channel.Mail.To.Append(channel.Mail.From).Where(address => !IsMailAddress(address))) yield return $"mail: found \"{address}\", expected an address such as ops@example.com";
        if (channel.Mail is { Tls: MailTls.None, User.Length: > 0 }) yield return "mail.user: it would be sent without protection; set mail.tls to starttls or implicit";
    }

    // Who is told later must be one who may know.
    private static IEnumerable<string> Escalation(AlertChannelOptions channel, AlertsOptions options)
    {
        if (channel.EscalateTo.Length == 0 && channel.EscalateAfter == TimeSpan.Zero) yield break;
        if (channel.EscalateTo.Length == 0 || channel.EscalateAfter == TimeSpan.Zero) yield return "escalate-after and escalate-to go together";
        else if (options.Channels.FirstOrDefault(other => other.Name == channel.EscalateTo) is not { } target) yield return $"escalate-to: there is no channel \"{channel.EscalateTo}\"";
        else if (!target.Tenants.Contains(EveryTenant) && channel.Tenants.Except(target.Tenants).Any())
            yield return $"escalate-to: \"{target.Name}\" is not for {string.Join(", ", channel.Tenants.Except(target.Tenants))}";
    }

    private static AlertRoute Route(AlertChannelOptions channel) => new()
    {
        Channel = channel.Name,
        Tenants = channel.Tenants.Contains(EveryTenant) ? null : channel.Tenants.ToHashSet(),
        Rules = channel.Rules.Count == 0 ? null : channel.Rules.ToHashSet(),
        MinSeverity = channel.MinSeverity,
        GroupBy = channel.GroupBy,
        GroupWait = channel.GroupWait,
        GroupInterval = channel.GroupInterval,
        Digest = channel.Digest,
        RepeatInterval = channel.RepeatInterval,
        RepeatLimit = channel.RepeatLimit,
        EscalateAfter = channel.EscalateAfter,
        EscalateTo = channel.EscalateTo.Length > 0 ? channel.EscalateTo : null,
        Quiet = channel.QuietHours is { From.Length: > 0 } quiet
            ? new QuietHours(TimeOnly.ParseExact(quiet.From, "HH:mm"), TimeOnly.ParseExact(quiet.To, "HH:mm"), quiet.Zone, quiet.Except) : null,
    };

    private static IAlertChannel Channel(AlertChannelOptions channel, AllowedNetworks networks, TimeProvider time)
    {
        var template = MessageTemplate.Parse(channel.Title, channel.Line);
        var mail = channel.Mail;
        return channel.Kind switch
        {
            AlertChannelKind.Webhook => new WebhookChannel(
                channel.Name, new Uri(channel.Url), channel.Secret.Length > 0 ? new WebhookSignature(channel.Secret) : null, template, networks, time),
            AlertChannelKind.Slack => new SlackChannel(channel.Name, new Uri(channel.Url), template, networks),
            AlertChannelKind.Telegram => new TelegramChannel(
                channel.Name, new Uri(channel.Url.Length > 0 ? channel.Url : TelegramServer), channel.Token, channel.Chat, template, networks),
            _ => new MailChannel(channel.Name, new MailServer(mail.Host, mail.Port, mail.Tls, mail.User, mail.Password), mail.From, mail.To, template, networks),
        };
    }

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0;

    // It stands in commands and headers of mail as it is.
    private static bool IsMailAddress(string address) => address.Length < 255 && address.Count(c => c == '@') == 1 && address[0] != '@' && address[^1] != '@'
        && address.All(c => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~@-".Contains(c, StringComparison.Ordinal));

    private static string? Fault(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }
}
