namespace Analytics.Node.Configuration;

/// <summary>The value is a credential: no message, log line or answer may show it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
