using System.Security.Cryptography;
using System.Text;
using AndroidZen.Silo.Storage;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.WebHost.Security;

/// <summary>The symmetric key of tokens.</summary>
internal static class SigningKeys
{
    /// <summary>A key as configuration has it.</summary>
    public static SymmetricSecurityKey FromText(string key) => new(Encoding.UTF8.GetBytes(key));

    /// <summary>
    /// Development's own key, kept in the data folder, so that tokens outlive a restart and are good for every process that shares the folder.
    /// </summary>
    public static string OfDevelopment(IConfiguration configuration)
    {
        var file = Path.Combine(DataFolder.Of(configuration), "development-signing.key");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(AuthOptions.MinSigningKeyBytes))));
        }
        catch (IOException) when (File.Exists(file))
        {
            // Made by an earlier start, or by another process just now.
        }

        return File.ReadAllText(file);
    }
}
