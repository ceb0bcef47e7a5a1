using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// The amount, its currency, and the quantity. An amount is a JSON number or the same as text, kept exactly. Where the type says that money moved, or the
/// name says that it is money, an amount that cannot be kept exactly refuses the event; a mere <c>value</c> of another type is then no amount.
/// </summary>
internal sealed unsafe class AmountReader(EventParser parser, SymbolCache symbols)
{
    private readonly FieldTokens _fields = parser.Fields;
    private uint _lastCode;
    private int _lastTenant;
    private int _lastCurrency;

    /// <summary>Fills amount, currency and quantity; false when the event is refused.</summary>
    public bool Read(ref EventRow row) => ReadAmount(ref row) && ReadCurrency(ref row) && ReadQuantity(ref row);

    private bool ReadAmount(ref EventRow row)
    {
        if (!TryFindAmount(row.Kind, out var scope, out var field)) return true;
        ref readonly var token = ref _fields[scope, field];
        var result = Measure(token, &DecimalText.TryReadMicros, out var micros);
        if (result == DecimalResult.Exact)
        {
            row.AmountMicros = micros;
            row.Flags |= EventFlags.HasAmount;
            _fields.Take(scope, field);
            return true;
        }

        var isRefused = row.Kind.IsMoney() || (result == DecimalResult.NotANumber ? scope == Scope.Event && field == Field.Amount : field != Field.Value);
        return !isRefused || Refuse(field, token, result);
    }

    // A purchase is worth its total, whatever else it names; scopes: the event's own field before one of its properties.
    private bool TryFindAmount(EventKind kind, out Scope scope, out Field field)
    {
        if (kind == EventKind.Purchase && TryFind(Group.Total, out scope, out field)) return true;
        return TryFind(Group.Amount, out scope, out field);
    }

    private bool TryFind(Group group, out Scope scope, out Field field)
    {
        scope = Scope.Event;
        if (_fields.TryFind(scope, group, out field)) return true;
        scope = Scope.Properties;
        return _fields.TryFind(scope, group, out field);
    }

    private bool ReadCurrency(ref EventRow row)
    {
        if (!TryFind(Group.Currency, out var scope, out var field)) return true;
        ref readonly var token = ref _fields[scope, field];
        if (!token.IsText) return scope != Scope.Event || Refuse(field, token, DecimalResult.NotANumber);
        var text = parser.Text(token, out var length);
        if (length == 3 && (*(uint*)text & 0xFFFFFF) == _lastCode && row.Tenant == _lastTenant) row.Currency = _lastCurrency;
        else if (!TryReadCode(ref row, field, text, length)) return scope != Scope.Event;
        _fields.Take(scope, field);
        return true;
    }

    private bool TryReadCode(ref EventRow row, Field field, byte* text, int length)
    {
        var code = stackalloc byte[NameTable.Overread];
        var isCode = length == 3;
        for (var i = 0; isCode && i < 3; i++)
        {
            code[i] = (byte)(text[i] & ~0x20);
            isCode = text[i] >= 'A' && code[i] is >= (byte)'A' and <= (byte)'Z';
        }

        if (!isCode) return parser.Refuse(RejectionReason.InvalidValue, FieldNames.Of(field), "expected an ISO 4217 code of three letters");
        if (symbols.Find(SymbolColumn.Currency, row.Tenant, code, 3, out row.Currency, out _) is { } reason)
            return parser.Refuse(reason, FieldNames.Of(field), "too many currencies");
        (_lastCode, _lastTenant, _lastCurrency) = (*(uint*)text & 0xFFFFFF, row.Tenant, row.Currency);
        return true;
    }

    private bool ReadQuantity(ref EventRow row)
    {
        if (!TryFind(Group.Quantity, out var scope, out var field)) return true;
        ref readonly var token = ref _fields[scope, field];
        var result = Measure(token, &DecimalText.TryReadWhole, out row.Quantity);
        if (result != DecimalResult.Exact) return scope != Scope.Event || Refuse(field, token, result);
        _fields.Take(scope, field);
        return true;
    }

    private DecimalResult Measure(in Token token, delegate*<byte*, int, out long, DecimalResult> read, out long value)
    {
        value = 0;
        if (!token.IsScalar) return DecimalResult.NotANumber;
        var text = parser.Text(token, out var length);
        return read(text, length, out value);
    }

    private bool Refuse(Field field, in Token token, DecimalResult result)
    {
        var reason = result != DecimalResult.NotANumber ? RejectionReason.NumberOutOfRange
            : token.IsText ? RejectionReason.InvalidValue : RejectionReason.WrongType;
        return parser.Refuse(reason, FieldNames.Of(field), result switch
        {
            DecimalResult.TooPrecise => "has more fraction digits than can be kept exactly",
            DecimalResult.TooLarge => "is too large to be kept exactly",
            _ => "expected a number, or its decimal text",
        });
    }
}
