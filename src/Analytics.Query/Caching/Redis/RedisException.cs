namespace Analytics.Query.Caching.Redis;

/// <summary>Redis refused a command, or does not speak its protocol.</summary>
internal sealed class RedisException(string message) : Exception(message);
