namespace Analytics.Node.Demo;

/// <summary>The steps of a visit.</summary>
internal enum DemoStep
{
    /// <summary>Sees the first page.</summary>
    Land,

    /// <summary>Looks at pages, searches, clicks.</summary>
    Browse,

    /// <summary>Puts a product into the cart.</summary>
    Cart,

    /// <summary>Orders.</summary>
    Order,

    /// <summary>Pays.</summary>
    Pay,

    /// <summary>Gone.</summary>
    Leave,
}
