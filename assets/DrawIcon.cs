using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Draws a PNG from a text: each character is a square of 8 by 8 pixels.</summary>
public sealed class DrawIcon : Task
{
    private const int Square = 8;

    [Required]
    public string Drawing { get; set; }

    [Required]
    public string Image { get; set; }

    public override bool Execute()
    {
        var lines = File.ReadAllLines(Drawing);
        var (width, height) = (lines[0].Length * Square, lines.Length * Square);
        var pixels = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            pixels.WriteByte(0); // No filter.
            for (var x = 0; x < width; x++)
            {
                pixels.Write(ColourOf(lines[y / Square][x / Square]), 0, 4);
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Image));
        using (var file = File.Create(Image))
        {
            file.Write(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }, 0, 8);
            WriteChunk(file, "IHDR", BigEndian((uint)width).Concat(BigEndian((uint)height)).Concat(new byte[] { 8, 6, 0, 0, 0 }).ToArray());
            WriteChunk(file, "IDAT", Compress(pixels.ToArray()));
            WriteChunk(file, "IEND", new byte[0]);
        }

        return true;
    }

    private static byte[] ColourOf(char character) => character switch
    {
        '#' => new byte[] { 0x1B, 0x3A, 0x57, 0xFF },
        'o' => new byte[] { 0x7F, 0xE0, 0xA8, 0xFF },
        _ => new byte[4],
    };

    // RFC 1950: a header, deflated data, Adler-32.
    private static byte[] Compress(byte[] data)
    {
        var result = new MemoryStream();
        result.Write(new byte[] { 0x78, 0x9C }, 0, 2);
        using (var deflate = new DeflateStream(result, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(data, 0, data.Length);
        }

        uint a = 1, b = 0;
        foreach (var value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        result.Write(BigEndian((b << 16) | a), 0, 4);
        return result.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        var content = Encoding.ASCII.GetBytes(type).Concat(data).ToArray();
        file.Write(BigEndian((uint)data.Length), 0, 4);
        file.Write(content, 0, content.Length);
        file.Write(BigEndian(Crc(content)), 0, 4);
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }

    private static byte[] BigEndian(uint value) => new[] { (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value };
}
