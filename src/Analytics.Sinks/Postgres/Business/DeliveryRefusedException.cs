namespace Analytics.Sinks.Postgres.Business;

/// <summary>A delivery does not fit what the database has: trying it again does not help, somebody must look.</summary>
/// <param name="message">What does not fit, and why that can be.</param>
public sealed class DeliveryRefusedException(string message) : InvalidOperationException(message);
