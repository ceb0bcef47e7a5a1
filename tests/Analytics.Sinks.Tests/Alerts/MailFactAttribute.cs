using Analytics.Testing;

namespace Analytics.Sinks.Tests.Alerts;

/// <summary>A test with a mail server that nobody here wrote; skipped where it cannot run.</summary>
public sealed class MailFactAttribute : FactAttribute
{
    public MailFactAttribute() => Skip = TestPostgres.Missing ?? NpmFolder.Missing;
}
