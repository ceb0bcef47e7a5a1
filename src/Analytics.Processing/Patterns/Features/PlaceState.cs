using Analytics.Processing.State;
using Analytics.Processing.Time;

namespace Analytics.Processing.Patterns.Features;

/// <summary>Where and when the key's last event with a place was.</summary>
internal sealed class PlaceState : FeatureState
{
    private const double EarthRadius = 6371.0088;
    private double _latitude;
    private double _longitude;
    private long _at;

    public override int MostBytes => 2 * sizeof(ulong) + StateWriter.MostVarintBytes;

    public void Set(double latitude, double longitude, long at) => (_latitude, _longitude, _at) = (latitude, longitude, at);

    /// <summary>Great-circle distance.</summary>
    public double Kilometres(double latitude, double longitude)
    {
        double from = double.DegreesToRadians(_latitude), to = double.DegreesToRadians(latitude);
        var half = Math.Pow(Math.Sin((to - from) / 2), 2) + Math.Cos(from) * Math.Cos(to) * Math.Pow(Math.Sin(double.DegreesToRadians(longitude - _longitude) / 2), 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    /// <summary>In km/h; what took less than a second is taken for a second.</summary>
    public double Speed(double latitude, double longitude, long now) => Kilometres(latitude, longitude) * Micros.Hour / Math.Max(Micros.Second, now - _at);

    public override void Write(ref StateWriter writer)
    {
        writer.UInt64((ulong)BitConverter.DoubleToInt64Bits(_latitude));
        writer.UInt64((ulong)BitConverter.DoubleToInt64Bits(_longitude));
        writer.SignedVarint(_at);
    }

    public override void Read(ref StateReader reader)
    {
        _latitude = BitConverter.Int64BitsToDouble((long)reader.UInt64());
        _longitude = BitConverter.Int64BitsToDouble((long)reader.UInt64());
        _at = reader.SignedVarint();
    }
}
