namespace Analytics.Node.Configuration.Alerts;

/// <summary>What a channel speaks.</summary>
public enum AlertChannelKind
{
    /// <summary>JSON by POST, signed.</summary>
    Webhook,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,

    /// <summary>The bot API of Telegram.</summary>
    Telegram,

    /// <summary>E-mail by SMTP.</summary>
    Mail,
}
