namespace Analytics.Ingestion.Decoding;

/// <summary>The columns of few distinct values.</summary>
internal enum SymbolColumn
{
    Tenant,
    Type,
    Service,
    PaymentMode,
    Platform,
    Currency,
}
