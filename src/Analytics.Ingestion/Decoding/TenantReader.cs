using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Whose event it is. What the request or its credential named (the record's header) wins; a field of the event must say the same. Without a header
/// an event of the ticketing shape, or of any where <see cref="DecodingOptions.EventsNameTenant"/> says so, may name its tenant itself; all others are the default tenant's.
/// </summary>
internal sealed unsafe class TenantReader(DecodingOptions options, EventParser parser, SymbolCache symbols)
{
    private readonly int _default = Symbols.Intern(options.DefaultTenant);

    /// <summary>Fills the tenant; false when the event is refused.</summary>
    public bool Read(ref EventRow row, RecordContext context, byte* origin)
    {
        var isNamed = !context.Tenant.IsEmpty;
        row.Tenant = isNamed ? context.TenantSymbol : _default;
        if (row.Tenant == 0 && !TryResolve(ref row, context, origin)) return false;
        if (!parser.Fields.TryFind(Scope.Event, Group.Tenant, out var field)) return true;
        ref readonly var token = ref parser.Fields[Scope.Event, field];
        if (!token.IsScalar) return parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text");
        var text = parser.Text(token, out var length);
        if (!isNamed && (row.Shape == EventShape.Ticketing || options.EventsNameTenant))
        {
            if (symbols.Find(SymbolColumn.Tenant, 0, text, length, out row.Tenant, out _) is { } invalid) return Refuse(invalid, FieldNames.Of(field));
        }
        else if (!Symbols.Utf8(row.Tenant).SequenceEqual(new ReadOnlySpan<byte>(text, length)))
        {
            return parser.Refuse(RejectionReason.InvalidTenant, FieldNames.Of(field), "names another tenant than the request");
        }

        parser.Fields.Take(Scope.Event, field);
        return true;
    }

    // Once for all records with the same headers.
    private bool TryResolve(ref EventRow row, RecordContext context, byte* origin)
    {
        if (symbols.Find(SymbolColumn.Tenant, 0, origin + context.Tenant.Offset, context.Tenant.Length, out row.Tenant, out _) is { } reason)
            return Refuse(reason, "");
        context.TenantSymbol = row.Tenant;
        return true;
    }

    private bool Refuse(RejectionReason reason, string field) => parser.Refuse(reason, field,
        reason == RejectionReason.InvalidTenant ? "expected 1 to 64 characters of A-Z a-z 0-9 _ . : -" : "there are as many tenants as this node takes");
}
