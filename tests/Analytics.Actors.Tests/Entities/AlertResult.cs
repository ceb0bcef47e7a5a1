using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Entities;

/// <summary>An alert in plain values.</summary>
public sealed record AlertResult(string Tenant, string KeyField, string Key, UInt128 Id, string Rule, uint Version, long FirstAt, long At, uint Events, string Severity, string Evidence, bool IsShadow)
{
    public static AlertResult Of(in AlertRow row, RecordBatch text) => new(
        Symbols.Text(row.Tenant), Symbols.Text(row.KeyField), Encoding.UTF8.GetString(text.Bytes(row.Key)), row.AlertId, Symbols.Text(row.Rule), row.RuleVersion, row.FirstAt, row.At, row.Events,
        Symbols.Text(row.Severity), Encoding.UTF8.GetString(text.Bytes(row.Evidence)), row.IsShadow);
}
