using NUnit.Framework;

namespace JobRunner.Http.Tests.Support;

/// <summary>What a client of HTTP/2 sends who asks for one thing, and takes as much of it as there is.</summary>
internal static class RawHttp2
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    // The largest there are: of its streams, and by how much that of the connection is made larger.
    private const string Settings = "\0\0\u0006\u0004\0\0\0\0\0\0\u0004\u007F\u00FF\u00FF\u00FF";
    private const string WindowUpdate = "\0\0\u0004\u0008\0\0\0\0\0\u007F\u00FF\u0000\u0000";

    public static string Get(string path)
    {
        // Names from HPACK's static table; nothing is compressed.
        var fields = $"\u0082\u0087\u0004{(char)path.Length}{path}\u0001\u0009localhost";
        Assert.That(fields, Has.Length.LessThan(0x7F), "one byte says how long it is");
        return $"{Preface}{Settings}{WindowUpdate}\0\0{(char)fields.Length}\u0001\u0005\0\0\0\u0001{fields}";
    }
}
